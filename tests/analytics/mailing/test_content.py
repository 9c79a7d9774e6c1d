"""What a report's mail says, counted by hand: its text, its HTML, its workbook."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pytest_django import Settings

from analytics.mailing.content import Content, read_content
from analytics.mailing.mail import Letterhead, compose, render_html
from analytics.models import Target
from campaigns.models import Campaign, Organization
from tests.helpers.mailing import NAMES, WEEK, make_fortnight

pytestmark = pytest.mark.usefixtures("now", "neighbour")
LETTERHEAD = Letterhead(
    title="Monday review",
    schedule="Sent Mondays at 8 AM.",
    change="https://analytics.example/reports/1",
    stop="https://analytics.example/unsubscribe/signed",
)
TEXT = """\
Monday review, {name}
Mar 13 – 19, 2024, compared with Mar 6 – 12

Qualified candidates unchanged: 2, as before; answer rate unchanged within noise.

See these numbers: https://analytics.example/?org_id={pk}&start_date=2024-03-13&\
end_date=2024-03-19&compare=previous_period

HEADLINE NUMBERS

Qualified candidates: 2 (of 4 people called)
  unchanged; before: 2

Passthrough rate: 66.7% (2 qualified of 3 scored)
  −33.3 pp, within noise; before: 100.0%

Interviews: 3 (in 3 answered calls)
  +50.0%, better; before: 2

Answer rate: 60.0% (3 answered of 5 calls)
  −6.7 pp, within noise; before: 66.7%

Calls: 5 (to 4 people)
  +66.7%; before: 3

"Within noise": a difference this small may be chance (95% intervals).

WHAT CHANGED IN QUALIFIED CANDIDATES

−1  Drivers (2 → 1)

+1  Nurses (0 → 1)

0  Together (2 → 2)

TO LOOK AT

1 call after an opt-out. See them: https://analytics.example/?org_id={pk}&\
start_date=2024-03-13&end_date=2024-03-19&compare=previous_period#care

--
The workbook with all numbers is attached; it names nobody.
Sent Mondays at 8 AM.
Change this report: https://analytics.example/reports/1
Stop these e-mails: https://analytics.example/unsubscribe/signed
"""


@pytest.fixture
def content(organization: Organization, settings: Settings) -> Content:
    """What the mail on the second week says."""
    settings.PUBLIC_URL = "https://analytics.example"
    make_fortnight(organization)
    return read_content({"org_id": organization.pk, **WEEK}, organization)


def test_the_text(content: Content, organization: Organization) -> None:
    mail = compose(content, LETTERHEAD, "rae@example.com")
    assert mail.body == TEXT.format(name=organization.name, pk=organization.pk)
    assert mail.subject == "Qualified candidates unchanged: 2, as before"
    assert mail.extra_headers["List-Unsubscribe"] == f"<{LETTERHEAD.stop}>"


def test_the_html_says_the_same(content: Content) -> None:
    """Each number and name of the text is in it, and nothing that a mail program would fetch."""
    html = render_html(content, LETTERHEAD)
    words = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    said = [*content.headlines, *(content.changes.lines() if content.changes else ())]
    assert len(said) == 7
    for line in content.headlines:
        assert line.change
        assert f"{line.label} {line.of} {line.value} {line.change.text}" in words
    assert "Drivers 2 → 1 −1" in words
    assert "Together 2 → 2 0" in words
    assert not re.search(r"<img|<script|@import|url\(|<link", html)
    assert set(re.findall(r'https?://[^/"]+', html)) == {"https://analytics.example"}


def test_nobody_is_named(content: Content, organization: Organization) -> None:
    book = load_workbook(BytesIO(content.workbook))
    cells = [
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    ]
    all_of_it = " ".join([render_html(content, LETTERHEAD), TEXT, *cells])
    assert str(organization.slug) in content.workbook_name
    for name in NAMES:
        assert name not in all_of_it
        assert f"id-{name[:3]}" not in all_of_it


def test_days_without_calls(organization: Organization) -> None:
    content = read_content({"org_id": organization.pk, **WEEK}, organization)
    assert str(content.sentence) == "No calls in these dates."
    assert (content.headlines, content.changes, content.concerns) == ([], None, [])
    assert "<h2" not in render_html(content, LETTERHEAD)


def test_targets_are_for_the_days_of_the_mail(organization: Organization) -> None:
    """Seven days of March: a week of interviews, 7 of 31 of the month's calls, a rate as it is."""
    make_fortnight(organization)
    for metric, value, period in (
        ("interviews", 5, "week"), ("total_calls", 18, "month"),
        ("qualified_candidates", 0.3, "day"), ("answer_rate", 0.5, None),
    ):  # fmt: skip
        Target.objects.create(organization=organization, metric=metric, value=value, period=period)
    parameters = {"org_id": organization.pk, **WEEK}
    assert {line.label: line.of for line in read_content(parameters, organization).headlines} == {
        "Qualified candidates": "the target of 2",
        "Passthrough rate": "2 qualified of 3 scored",
        "Interviews": "2 short of the target of 5",
        "Answer rate": "3 answered of 5 calls, target 50.0%",
        "Calls": "1 over the target of 4",
    }
    # Of some candidates there is none, nor of one campaign without its own.
    for chosen in ({"candidate_filter": ["applied"]}, {"campaign_ids": [drivers_of(organization)]}):
        content = read_content({**parameters, **chosen}, organization)
        assert not any("target" in line.of for line in content.headlines)


def drivers_of(organization: Organization) -> int:
    return Campaign.objects.get(organization=organization, name="Drivers").pk
