"""The reports whose answers are tables of their own shapes."""

from analytics.reports.registry import REPORTS

OTHERS = [report for name, report in REPORTS.items() if name not in ("dashboard", "breakdown")]
