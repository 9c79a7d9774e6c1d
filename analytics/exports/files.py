"""Files of answers: what is in them, and what they are called."""

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from django.utils.text import get_valid_filename

from analytics.exports import breakdown, dashboard, tables
from analytics.exports.sheets import Sheet
from analytics.reports.breakdown import Breakdown
from analytics.reports.dashboard import Dashboard
from analytics.reports.report import Answer

# Answers whose shapes follow from METRICS; the others are tables of their own shapes.
LAYOUTS: Mapping[Any, ModuleType] = {Dashboard: dashboard, Breakdown: breakdown}


def lay_out_csv(answer: Answer[Any, Any]) -> tuple[Sheet, Sheet]:
    """Return the table of a CSV file, and the notes that follow it."""
    table_and_notes: tuple[Sheet, Sheet] = find_layout(answer).lay_out_csv(answer)
    return table_and_notes


def lay_out_sheets(answer: Answer[Any, Any]) -> list[Sheet]:
    """Return the sheets of a workbook: tables first, then the notes."""
    sheets: list[Sheet] = find_layout(answer).lay_out_sheets(answer)
    return sheets


def find_layout(answer: Answer[Any, Any]) -> ModuleType:
    """Return the module that lays the answer out."""
    return LAYOUTS.get(answer.report.answer, tables)


def name_file(answer: Answer[Any, Any]) -> str:
    """Return what a file is called, its ending aside: whose numbers, which, of which days."""
    scope = answer.filters
    report = answer.report.name.replace("_", "-")
    first = f"{scope.first_day}-" if scope.first_day else ""
    return get_valid_filename(f"{scope.organization_slug}-{report}-{first}to-{scope.last_day}")
