-- Keeps calls_application exact in the transaction that writes calls or reviews (docs/decisions/0074).
--
-- Each statement that writes locks the applications concerned, in the order of their key and in one pass. What is
-- worked out anew is read by the statement after that, which sees what others had committed while it waited.

-- Of calls/populations.py: ATTEMPTED and INTERVIEW.
CREATE FUNCTION calls_application_is_attempt(call_status text) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN call_status IN ('completed', 'voicemail', 'no_answer', 'busy', 'failed');

CREATE FUNCTION calls_application_is_interview(call_status text, question_completion_rate double precision)
RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN call_status = 'completed' AND question_completion_rate > 0;

-- Works out anew the applications with these keys (each array has the n-th key's part at n; null: none).
CREATE FUNCTION calls_application_renew(organizations bigint[], candidates bigint[], campaigns bigint[])
RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF organizations IS NULL THEN
        RETURN;
    END IF;
    -- The snapshot of a whole transaction would miss what others had committed.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'Calls and verdicts are changed and deleted at READ COMMITTED only.'
            USING ERRCODE = 'feature_not_supported';
    END IF;

    INSERT INTO calls_application (organization_id, candidate_id, campaign_id)
    SELECT * FROM unnest(organizations, candidates, campaigns) AS key ORDER BY 1, 2, 3
    -- Only locks those that are there.
    ON CONFLICT (organization_id, candidate_id, campaign_id) DO UPDATE SET verdict_id = NULL WHERE false;

    UPDATE calls_application AS application
    SET first_attempt = found.first_attempt, first_interview = found.first_interview,
        feedback = found.feedback, judged_at = found.judged_at, verdict_id = found.verdict_id
    FROM (
        SELECT key.*, attempt.*, verdict.*
        FROM unnest(organizations, candidates, campaigns) AS key (organization_id, candidate_id, campaign_id)
        LEFT JOIN LATERAL (
            SELECT min(created) AS first_attempt, min(created) FILTER (
                WHERE calls_application_is_interview(call_status, question_completion_rate)
            ) AS first_interview
            FROM calls_call
            WHERE organization_id = key.organization_id AND candidate_id = key.candidate_id
                AND campaign_id = key.campaign_id AND calls_application_is_attempt(call_status)
        ) AS attempt ON true
        LEFT JOIN LATERAL (
            SELECT feedback, call_last_reviewed_at AS judged_at, id AS verdict_id
            FROM calls_candidatecampaignuserreview
            WHERE organization_id = key.organization_id AND candidate_id = key.candidate_id
                AND campaign_id = key.campaign_id AND feedback IS NOT NULL
            ORDER BY call_last_reviewed_at DESC, id DESC LIMIT 1
        ) AS verdict ON true
    ) AS found
    WHERE (application.organization_id, application.candidate_id, application.campaign_id)
        = (found.organization_id, found.candidate_id, found.campaign_id)
        AND (application.first_attempt, application.first_interview,
             application.feedback, application.judged_at, application.verdict_id)
        IS DISTINCT FROM (found.first_attempt, found.first_interview,
                          found.feedback, found.judged_at, found.verdict_id);

    DELETE FROM calls_application AS application
    USING unnest(organizations, candidates, campaigns) AS key (organization_id, candidate_id, campaign_id)
    WHERE (application.organization_id, application.candidate_id, application.campaign_id)
        = (key.organization_id, key.candidate_id, key.campaign_id)
        AND application.first_attempt IS NULL AND application.verdict_id IS NULL;
END $$;

CREATE FUNCTION calls_application_call_written() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    organizations bigint[];
    candidates bigint[];
    campaigns bigint[];
    takes_away boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        -- An attempt that becomes an interview has one kind more, and takes nothing away.
        WITH was AS (
            SELECT organization_id, candidate_id, campaign_id, created, kind
            FROM before, LATERAL (VALUES
                ('attempt', calls_application_is_attempt(call_status)),
                ('interview', calls_application_is_interview(call_status, question_completion_rate))
            ) AS of (kind, is_so)
            WHERE candidate_id IS NOT NULL AND is_so
        ), became AS (
            SELECT organization_id, candidate_id, campaign_id, created, kind
            FROM written, LATERAL (VALUES
                ('attempt', calls_application_is_attempt(call_status)),
                ('interview', calls_application_is_interview(call_status, question_completion_rate))
            ) AS of (kind, is_so)
            WHERE candidate_id IS NOT NULL AND is_so
        ), gone AS (
            TABLE was EXCEPT ALL TABLE became
        ), changed AS (
            SELECT organization_id, candidate_id, campaign_id FROM gone
            UNION
            SELECT organization_id, candidate_id, campaign_id FROM (TABLE became EXCEPT ALL TABLE was) AS come
        )
        SELECT array_agg(organization_id), array_agg(candidate_id), array_agg(campaign_id),
            EXISTS (SELECT FROM gone)
        INTO organizations, candidates, campaigns, takes_away
        FROM changed;
        IF organizations IS NULL OR takes_away THEN
            PERFORM calls_application_renew(organizations, candidates, campaigns);
            RETURN NULL;
        END IF;
    END IF;

    INSERT INTO calls_application AS application
        (organization_id, candidate_id, campaign_id, first_attempt, first_interview)
    SELECT organization_id, candidate_id, campaign_id, min(created), min(created) FILTER (
        WHERE calls_application_is_interview(call_status, question_completion_rate)
    )
    FROM written
    WHERE candidate_id IS NOT NULL AND calls_application_is_attempt(call_status)
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (organization_id, candidate_id, campaign_id) DO UPDATE
    SET first_attempt = LEAST(application.first_attempt, EXCLUDED.first_attempt),
        first_interview = LEAST(application.first_interview, EXCLUDED.first_interview)
    WHERE EXCLUDED.first_attempt < COALESCE(application.first_attempt, 'infinity')
        OR EXCLUDED.first_interview < COALESCE(application.first_interview, 'infinity');
    RETURN NULL;
END $$;

CREATE FUNCTION calls_application_call_deleted() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM calls_application_renew(
        array_agg(organization_id), array_agg(candidate_id), array_agg(campaign_id)
    )
    FROM (
        SELECT DISTINCT organization_id, candidate_id, campaign_id FROM before
        WHERE candidate_id IS NOT NULL AND calls_application_is_attempt(call_status)
    ) AS gone;
    RETURN NULL;
END $$;

CREATE FUNCTION calls_application_calls_truncated() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    DELETE FROM calls_application WHERE verdict_id IS NULL;
    UPDATE calls_application SET first_attempt = NULL, first_interview = NULL
    WHERE first_attempt IS NOT NULL;
    RETURN NULL;
END $$;

CREATE FUNCTION calls_application_review_inserted() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO calls_application AS application
        (organization_id, candidate_id, campaign_id, feedback, judged_at, verdict_id)
    SELECT DISTINCT ON (organization_id, candidate_id, campaign_id)
        organization_id, candidate_id, campaign_id, feedback, call_last_reviewed_at, id
    FROM written
    WHERE feedback IS NOT NULL
    ORDER BY organization_id, candidate_id, campaign_id, call_last_reviewed_at DESC, id DESC
    ON CONFLICT (organization_id, candidate_id, campaign_id) DO UPDATE
    SET feedback = EXCLUDED.feedback, judged_at = EXCLUDED.judged_at, verdict_id = EXCLUDED.verdict_id
    WHERE application.verdict_id IS NULL
        OR (EXCLUDED.judged_at, EXCLUDED.verdict_id) > (application.judged_at, application.verdict_id);
    RETURN NULL;
END $$;

CREATE FUNCTION calls_application_review_updated() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM calls_application_renew(
        array_agg(organization_id), array_agg(candidate_id), array_agg(campaign_id)
    )
    FROM (
        WITH was AS (
            SELECT organization_id, candidate_id, campaign_id, feedback, call_last_reviewed_at, id
            FROM before WHERE feedback IS NOT NULL
        ), became AS (
            SELECT organization_id, candidate_id, campaign_id, feedback, call_last_reviewed_at, id
            FROM written WHERE feedback IS NOT NULL
        )
        SELECT DISTINCT organization_id, candidate_id, campaign_id
        FROM ((TABLE was EXCEPT TABLE became) UNION ALL (TABLE became EXCEPT TABLE was)) AS difference
    ) AS changed;
    RETURN NULL;
END $$;

CREATE FUNCTION calls_application_review_deleted() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM calls_application_renew(
        array_agg(organization_id), array_agg(candidate_id), array_agg(campaign_id)
    )
    FROM (
        SELECT DISTINCT organization_id, candidate_id, campaign_id FROM before
        WHERE feedback IS NOT NULL
    ) AS gone;
    RETURN NULL;
END $$;

CREATE FUNCTION calls_application_reviews_truncated() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    DELETE FROM calls_application WHERE first_attempt IS NULL;
    UPDATE calls_application SET feedback = NULL, judged_at = NULL, verdict_id = NULL
    WHERE verdict_id IS NOT NULL;
    RETURN NULL;
END $$;

CREATE TRIGGER application_call_inserted AFTER INSERT ON calls_call
REFERENCING NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION calls_application_call_written();
CREATE TRIGGER application_call_updated AFTER UPDATE ON calls_call
REFERENCING OLD TABLE AS before NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION calls_application_call_written();
CREATE TRIGGER application_call_deleted AFTER DELETE ON calls_call
REFERENCING OLD TABLE AS before
FOR EACH STATEMENT EXECUTE FUNCTION calls_application_call_deleted();
CREATE TRIGGER application_calls_truncated AFTER TRUNCATE ON calls_call
FOR EACH STATEMENT EXECUTE FUNCTION calls_application_calls_truncated();

CREATE TRIGGER application_review_inserted AFTER INSERT ON calls_candidatecampaignuserreview
REFERENCING NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION calls_application_review_inserted();
CREATE TRIGGER application_review_updated AFTER UPDATE ON calls_candidatecampaignuserreview
REFERENCING OLD TABLE AS before NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION calls_application_review_updated();
CREATE TRIGGER application_review_deleted AFTER DELETE ON calls_candidatecampaignuserreview
REFERENCING OLD TABLE AS before
FOR EACH STATEMENT EXECUTE FUNCTION calls_application_review_deleted();
CREATE TRIGGER application_reviews_truncated AFTER TRUNCATE ON calls_candidatecampaignuserreview
FOR EACH STATEMENT EXECUTE FUNCTION calls_application_reviews_truncated();
