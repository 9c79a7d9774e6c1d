"""The reports beside the dashboard."""

from analytics.reports.registry import REPORTS

OTHERS = [report for name, report in REPORTS.items() if name != "dashboard"]
