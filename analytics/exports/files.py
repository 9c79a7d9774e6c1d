"""Files of answers: what is in them, and what they are called."""

from typing import Any

from django.utils.text import get_valid_filename

from analytics.exports import dashboard, tables
from analytics.exports.sheets import Sheet
from analytics.reports.dashboard import Dashboard
from analytics.reports.report import Answer


def lay_out_csv(answer: Answer[Any, Any]) -> tuple[Sheet, Sheet]:
    """Return the table of a CSV file, and the notes that follow it."""
    if answer.report.answer is Dashboard:
        return dashboard.lay_out_csv(answer)
    return tables.lay_out_csv(answer)


def lay_out_sheets(answer: Answer[Any, Any]) -> list[Sheet]:
    """Return the sheets of a workbook: tables first, then the notes."""
    if answer.report.answer is Dashboard:
        return dashboard.lay_out_sheets(answer)
    return tables.lay_out_sheets(answer)


def name_file(answer: Answer[Any, Any]) -> str:
    """Return what a file is called, its ending aside: whose numbers, which, of which days."""
    scope = answer.filters
    report = answer.report.name.replace("_", "-")
    first = f"{scope.first_day}-" if scope.first_day else ""
    return get_valid_filename(f"{scope.organization_slug}-{report}-{first}to-{scope.last_day}")
