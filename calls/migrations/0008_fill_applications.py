from django.db import migrations, transaction

CANDIDATES = 5000  # At a time, so that little is locked and in memory.

RENEW = """
SELECT calls_application_renew(
    array_agg(organization_id), array_agg(candidate_id), array_agg(campaign_id)
)
FROM (
    SELECT organization_id, candidate_id, campaign_id FROM calls_call
    WHERE organization_id = %(organization)s AND candidate_id BETWEEN %(first)s AND %(last)s
        AND call_status IN ('completed', 'voicemail', 'no_answer', 'busy', 'failed')
    UNION
    SELECT organization_id, candidate_id, campaign_id FROM calls_candidatecampaignuserreview
    WHERE organization_id = %(organization)s AND candidate_id BETWEEN %(first)s AND %(last)s
        AND feedback IS NOT NULL
) AS found
"""
ATTEMPTS = """
INSERT INTO calls_application
    (organization_id, candidate_id, campaign_id, first_attempt, first_interview)
SELECT organization_id, candidate_id, campaign_id, min(created), min(
    CASE WHEN call_status = 'completed' AND question_completion_rate > 0 THEN created END
)
FROM calls_call
WHERE organization_id = %(organization)s AND candidate_id BETWEEN %(first)s AND %(last)s
    AND call_status IN ('completed', 'voicemail', 'no_answer', 'busy', 'failed')
GROUP BY organization_id, candidate_id, campaign_id
ON CONFLICT (organization_id, candidate_id, campaign_id) DO UPDATE
SET first_attempt = EXCLUDED.first_attempt, first_interview = EXCLUDED.first_interview
"""
VERDICTS = """
INSERT INTO calls_application
    (organization_id, candidate_id, campaign_id, feedback, judged_at, verdict_id)
SELECT organization_id, candidate_id, campaign_id, feedback, call_last_reviewed_at, id
FROM (
    SELECT *, row_number() OVER (
        PARTITION BY candidate_id, campaign_id ORDER BY call_last_reviewed_at DESC, id DESC
    ) AS rank
    FROM calls_candidatecampaignuserreview
    WHERE organization_id = %(organization)s AND candidate_id BETWEEN %(first)s AND %(last)s
        AND feedback IS NOT NULL
) AS ranked
WHERE rank = 1
ON CONFLICT (organization_id, candidate_id, campaign_id) DO UPDATE
SET feedback = EXCLUDED.feedback, judged_at = EXCLUDED.judged_at, verdict_id = EXCLUDED.verdict_id
"""


def fill(apps, schema_editor):
    """Make the applications of what is there, while others write.

    Where it is interrupted, it begins anew, and what is right already stays as it is.
    """
    connection = schema_editor.connection
    statements = [RENEW] if connection.vendor == "postgresql" else [ATTEMPTS, VERDICTS]
    candidates = apps.get_model("campaigns", "Candidate").objects.using(connection.alias)
    organizations = apps.get_model("campaigns", "Organization").objects.using(connection.alias)
    for organization in organizations.order_by("pk").values_list("pk", flat=True):
        ids = (
            candidates.filter(organization=organization).order_by("pk").values_list("pk", flat=True)
        )
        last = 0
        while found := list(ids.filter(pk__gt=last)[:CANDIDATES]):
            last = found[-1]
            which = {"organization": organization, "first": found[0], "last": last}
            with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement, which)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("calls", "0007_application"), ("campaigns", "0007_token_writes")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        # Verdicts are read from applications.
        migrations.RemoveIndex(model_name="candidatecampaignuserreview", name="review_verdict"),
    ]
