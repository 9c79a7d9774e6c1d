"""WSGI entry point: `gunicorn analytics_project.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "analytics_project.settings")

application = get_wsgi_application()
