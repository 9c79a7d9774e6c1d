"""Deleting the files of imports with which nothing was done for long; the history stays."""

import shutil
from datetime import timedelta

from django.conf import settings
from django.db.models.functions import Coalesce
from django.utils import timezone

from calls.upload import ACTIVE, Import


def delete_old_files() -> int:
    """Delete the folders of imports older than UPLOADS_KEPT_DAYS; return of how many."""
    until = timezone.now() - timedelta(days=settings.UPLOADS_KEPT_DAYS)
    last = Coalesce("undone_at", "finished_at", "checked_at", "created")
    old = Import.objects.exclude(file="").exclude(state__in=ACTIVE)
    number = 0
    for upload in old.alias(last=last).filter(last__lt=until):
        shutil.rmtree(upload.folder, ignore_errors=True)
        Import.objects.filter(pk=upload.pk).update(file="")
        number += 1
    return number
