"""The way from the admin to the dashboard."""

from django.contrib import admin

admin.site.index_template = "admin/analytics/index.html"
