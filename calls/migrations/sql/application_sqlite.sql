-- Keeps calls_application exact in the transaction that writes calls or reviews (docs/decisions/0074).
--
-- Row by row: SQLite has one writer at a time. Rows that INSERT OR REPLACE deletes are told of where
-- PRAGMA recursive_triggers is on, as on the service's own connections.

CREATE TRIGGER application_call_inserted AFTER INSERT ON calls_call
WHEN NEW.candidate_id IS NOT NULL
    AND NEW.call_status IN ('completed', 'voicemail', 'no_answer', 'busy', 'failed')
BEGIN
    INSERT INTO calls_application (organization_id, candidate_id, campaign_id, first_attempt, first_interview)
    VALUES (
        NEW.organization_id, NEW.candidate_id, NEW.campaign_id, NEW.created,
        CASE WHEN NEW.call_status = 'completed' AND NEW.question_completion_rate > 0 THEN NEW.created END
    )
    ON CONFLICT (organization_id, candidate_id, campaign_id) DO UPDATE
    SET first_attempt = min(EXCLUDED.first_attempt, coalesce(first_attempt, EXCLUDED.first_attempt)),
        first_interview = coalesce(
            min(EXCLUDED.first_interview, first_interview), EXCLUDED.first_interview, first_interview
        )
    WHERE first_attempt IS NULL OR EXCLUDED.first_attempt < first_attempt
        OR EXCLUDED.first_interview IS NOT NULL
            AND (first_interview IS NULL OR EXCLUDED.first_interview < first_interview);
END;

CREATE TRIGGER application_call_updated
AFTER UPDATE OF organization_id, candidate_id, campaign_id, created, call_status, question_completion_rate
ON calls_call
WHEN OLD.organization_id <> NEW.organization_id OR OLD.candidate_id IS NOT NEW.candidate_id
    OR OLD.campaign_id <> NEW.campaign_id OR OLD.created <> NEW.created
    OR OLD.call_status <> NEW.call_status
    OR OLD.question_completion_rate IS NOT NEW.question_completion_rate
BEGIN
    INSERT INTO calls_application (organization_id, candidate_id, campaign_id, first_attempt, first_interview)
    SELECT
        NEW.organization_id, NEW.candidate_id, NEW.campaign_id, NEW.created,
        CASE WHEN NEW.call_status = 'completed' AND NEW.question_completion_rate > 0 THEN NEW.created END
    WHERE NEW.candidate_id IS NOT NULL
        AND NEW.call_status IN ('completed', 'voicemail', 'no_answer', 'busy', 'failed')
    ON CONFLICT (organization_id, candidate_id, campaign_id) DO UPDATE
    SET first_attempt = min(EXCLUDED.first_attempt, coalesce(first_attempt, EXCLUDED.first_attempt)),
        first_interview = coalesce(
            min(EXCLUDED.first_interview, first_interview), EXCLUDED.first_interview, first_interview
        )
    WHERE first_attempt IS NULL OR EXCLUDED.first_attempt < first_attempt
        OR EXCLUDED.first_interview IS NOT NULL
            AND (first_interview IS NULL OR EXCLUDED.first_interview < first_interview);

    UPDATE calls_application
    SET (first_attempt, first_interview) = (
        SELECT min(created), min(
            CASE WHEN call_status = 'completed' AND question_completion_rate > 0 THEN created END
        )
        FROM calls_call
        WHERE organization_id = OLD.organization_id AND candidate_id = OLD.candidate_id
            AND campaign_id = OLD.campaign_id
            AND call_status IN ('completed', 'voicemail', 'no_answer', 'busy', 'failed')
    )
    WHERE organization_id = OLD.organization_id AND candidate_id = OLD.candidate_id
        AND campaign_id = OLD.campaign_id AND OLD.created IN (first_attempt, first_interview);

    DELETE FROM calls_application
    WHERE organization_id = OLD.organization_id AND candidate_id = OLD.candidate_id
        AND campaign_id = OLD.campaign_id AND first_attempt IS NULL AND verdict_id IS NULL;
END;

CREATE TRIGGER application_call_deleted AFTER DELETE ON calls_call
WHEN OLD.candidate_id IS NOT NULL
    AND OLD.call_status IN ('completed', 'voicemail', 'no_answer', 'busy', 'failed')
BEGIN
    UPDATE calls_application
    SET (first_attempt, first_interview) = (
        SELECT min(created), min(
            CASE WHEN call_status = 'completed' AND question_completion_rate > 0 THEN created END
        )
        FROM calls_call
        WHERE organization_id = OLD.organization_id AND candidate_id = OLD.candidate_id
            AND campaign_id = OLD.campaign_id
            AND call_status IN ('completed', 'voicemail', 'no_answer', 'busy', 'failed')
    )
    WHERE organization_id = OLD.organization_id AND candidate_id = OLD.candidate_id
        AND campaign_id = OLD.campaign_id AND OLD.created IN (first_attempt, first_interview);

    DELETE FROM calls_application
    WHERE organization_id = OLD.organization_id AND candidate_id = OLD.candidate_id
        AND campaign_id = OLD.campaign_id AND first_attempt IS NULL AND verdict_id IS NULL;
END;

CREATE TRIGGER application_review_inserted AFTER INSERT ON calls_candidatecampaignuserreview
WHEN NEW.feedback IS NOT NULL
BEGIN
    INSERT INTO calls_application
        (organization_id, candidate_id, campaign_id, feedback, judged_at, verdict_id)
    VALUES (
        NEW.organization_id, NEW.candidate_id, NEW.campaign_id,
        NEW.feedback, NEW.call_last_reviewed_at, NEW.id
    )
    ON CONFLICT (organization_id, candidate_id, campaign_id) DO UPDATE
    SET feedback = EXCLUDED.feedback, judged_at = EXCLUDED.judged_at, verdict_id = EXCLUDED.verdict_id
    WHERE verdict_id IS NULL OR (EXCLUDED.judged_at, EXCLUDED.verdict_id) > (judged_at, verdict_id);
END;

CREATE TRIGGER application_review_updated
AFTER UPDATE OF id, organization_id, candidate_id, campaign_id, feedback, call_last_reviewed_at
ON calls_candidatecampaignuserreview
BEGIN
    INSERT INTO calls_application
        (organization_id, candidate_id, campaign_id, feedback, judged_at, verdict_id)
    SELECT
        NEW.organization_id, NEW.candidate_id, NEW.campaign_id,
        NEW.feedback, NEW.call_last_reviewed_at, NEW.id
    WHERE NEW.feedback IS NOT NULL
    ON CONFLICT (organization_id, candidate_id, campaign_id) DO UPDATE
    SET feedback = EXCLUDED.feedback, judged_at = EXCLUDED.judged_at, verdict_id = EXCLUDED.verdict_id
    WHERE verdict_id IS NULL OR (EXCLUDED.judged_at, EXCLUDED.verdict_id) > (judged_at, verdict_id);

    UPDATE calls_application
    SET (feedback, judged_at, verdict_id) = (
        SELECT feedback, call_last_reviewed_at, id FROM calls_candidatecampaignuserreview
        WHERE organization_id = OLD.organization_id AND candidate_id = OLD.candidate_id
            AND campaign_id = OLD.campaign_id AND feedback IS NOT NULL
        ORDER BY call_last_reviewed_at DESC, id DESC LIMIT 1
    )
    WHERE organization_id = OLD.organization_id AND candidate_id = OLD.candidate_id
        AND campaign_id = OLD.campaign_id AND verdict_id IN (OLD.id, NEW.id);

    DELETE FROM calls_application
    WHERE organization_id = OLD.organization_id AND candidate_id = OLD.candidate_id
        AND campaign_id = OLD.campaign_id AND first_attempt IS NULL AND verdict_id IS NULL;
END;

CREATE TRIGGER application_review_deleted AFTER DELETE ON calls_candidatecampaignuserreview
WHEN OLD.feedback IS NOT NULL
BEGIN
    UPDATE calls_application
    SET (feedback, judged_at, verdict_id) = (
        SELECT feedback, call_last_reviewed_at, id FROM calls_candidatecampaignuserreview
        WHERE organization_id = OLD.organization_id AND candidate_id = OLD.candidate_id
            AND campaign_id = OLD.campaign_id AND feedback IS NOT NULL
        ORDER BY call_last_reviewed_at DESC, id DESC LIMIT 1
    )
    WHERE organization_id = OLD.organization_id AND candidate_id = OLD.candidate_id
        AND campaign_id = OLD.campaign_id AND verdict_id = OLD.id;

    DELETE FROM calls_application
    WHERE organization_id = OLD.organization_id AND candidate_id = OLD.candidate_id
        AND campaign_id = OLD.campaign_id AND first_attempt IS NULL AND verdict_id IS NULL;
END;
