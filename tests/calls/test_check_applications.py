"""`manage.py check_applications`, and filling applications where there were none."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from calls.models import Application, Call, CandidateCampaignUserReview
from campaigns.models import Campaign, Candidate, Organization
from tests.helpers.factories import CampaignFactory, CandidateFactory, ReviewFactory, at, call
from tests.helpers.migrations import migrated_again

MONDAY = at("2024-03-18T10:00")


def make(organization: Organization, number: int) -> list[Candidate]:
    """Make candidates with an interview and a verdict each."""
    campaign: Campaign = CampaignFactory(organization=organization)
    made: list[Any] = [CandidateFactory(organization=organization) for _ in range(number)]
    for candidate in made:
        call(campaign, MONDAY.isoformat(), "completed", candidate=candidate,
             question_completion_rate=1.0)  # fmt: skip
        ReviewFactory(campaign=campaign, candidate=candidate, feedback="thumbs_up",
                      call_last_reviewed_at=MONDAY)  # fmt: skip
    return made


@pytest.mark.django_db
def test_what_differs_is_named_and_mended(
    organization: Organization, capsys: pytest.CaptureFixture[str]
) -> None:
    ann, bob, cid = make(organization, 3)
    call_command("check_applications")
    assert capsys.readouterr().out == "All applications are right.\n"

    campaign = Application.objects.values_list("campaign", flat=True)[0]
    kept = Application.objects.get(candidate=cid)
    Application.objects.filter(candidate=ann).delete()
    Application.objects.filter(candidate=bob).update(first_interview=None)
    stray = CandidateFactory(organization=organization)
    Application.objects.create(
        organization=organization, candidate=stray, campaign_id=campaign, first_attempt=MONDAY
    )
    for options in ([], ["--mend"]):
        with pytest.raises(SystemExit, match=r"^1$"):
            call_command("check_applications", "--org", "acme", *options)
        lines = capsys.readouterr().out.splitlines()
        assert [line.partition(" in campaign")[0] for line in lines[:-1]] == [
            f"acme: candidate {candidate.pk}" for candidate in (ann, bob, stray)
        ]
        anew = ", and were written anew" if options else ""
        assert lines[-1] == f"3 applications differed{anew}."
    call_command("check_applications", "--org", "acme")
    assert capsys.readouterr().out == "All applications are right.\n"
    assert Application.objects.get(candidate=cid).pk == kept.pk
    assert Application.objects.get(candidate=bob).first_interview == MONDAY


@pytest.mark.undoes_migrations
@pytest.mark.django_db(transaction=True)
def test_a_migration_fills_what_was_written_before(
    organization: Organization, capsys: pytest.CaptureFixture[str]
) -> None:
    with migrated_again():
        executor = MigrationExecutor(connection)
        executor.migrate([("calls", "0006_import")])
        assert Application._meta.db_table not in connection.introspection.table_names()
        make(organization, 3)
    assert Application.objects.filter(feedback="thumbs_up", first_interview=MONDAY).count() == 3
    capsys.readouterr()
    call_command("check_applications")
    assert capsys.readouterr().out == "All applications are right.\n"
    for model in (Call, CandidateCampaignUserReview, Candidate, Campaign, Organization):
        model._default_manager.all()._raw_delete(connection.alias)  # SQLite empties in any order.
