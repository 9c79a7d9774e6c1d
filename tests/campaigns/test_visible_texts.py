"""What the migration says about ids and names from before invisible characters were refused."""

import pytest
from django.core.management import call_command

from calls.models import CandidateCampaignUserReview
from campaigns.models import Campaign, Candidate, Organization
from tests.helpers.factories import CampaignFactory, CandidateFactory, ReviewFactory


@pytest.mark.django_db(transaction=True)
def test_the_migration_reports_what_is_stored(capsys: pytest.CaptureFixture[str]) -> None:
    campaign = CampaignFactory(external_id="drivers ", name="Fahrer für Köln")
    hidden = CandidateFactory(organization=campaign.organization, external_id="ann\u200b")
    spelled = CandidateFactory(organization=campaign.organization, name="می\u200cنی")
    review = ReviewFactory(campaign=campaign, candidate=spelled, reviewer="\xa0Bob")
    call_command("migrate", "calls", "0002", verbosity=0)
    capsys.readouterr()
    call_command("migrate", verbosity=0)
    assert capsys.readouterr().out.splitlines() == [
        f"{Campaign._meta.db_table} {campaign.pk}, external_id: has white space at an edge",
        f"{Candidate._meta.db_table} {hidden.pk}, external_id: "
        "This holds the invisible character U+200B.",
        f"{CandidateCampaignUserReview._meta.db_table} {review.pk}, reviewer: "
        "has white space at an edge",
    ]
    assert Organization.objects.count() == 1
    # Emptying all tables in whichever order, as is done after the test, is none of SQLite's gifts:
    # composite foreign keys are checked at once.
    for model in (CandidateCampaignUserReview, Candidate, Campaign, Organization):
        model._default_manager.all().delete()
