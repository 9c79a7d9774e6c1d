-- Keeps calls_application exact in the transaction that writes calls or reviews (docs/decisions/0074).
--
-- Each statement that writes locks the applications concerned, in the order of their key and in one pass. What is
-- worked out anew is read by the statement after that, which sees what others had committed while it waited.
--
-- Tables other than the transition tables are named through calls_shard (shard_postgresql.sql).

-- Of calls/populations.py: ATTEMPTED and INTERVIEW.
CREATE OR REPLACE FUNCTION calls_application_is_attempt(call_status text) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN call_status IN ('completed', 'voicemail', 'no_answer', 'busy', 'failed');

CREATE OR REPLACE FUNCTION calls_application_is_interview(call_status text, question_completion_rate double precision)
RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN call_status = 'completed' AND question_completion_rate > 0;

-- Works out anew the applications with these keys (each array has the n-th key's part at n; null: none).
CREATE OR REPLACE FUNCTION calls_application_renew(
    organizations bigint[], candidates bigint[], campaigns bigint[], written text = 'calls_call'
)
RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    application text := calls_shard(written, 'calls_application');
    call text := calls_shard(written, 'calls_call');
    review text := calls_shard(written, 'calls_candidatecampaignuserreview');
BEGIN
    IF organizations IS NULL THEN
        RETURN;
    END IF;
    -- The snapshot of a whole transaction would miss what others had committed.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'Calls and verdicts are changed and deleted at READ COMMITTED only.'
            USING ERRCODE = 'feature_not_supported';
    END IF;

    EXECUTE format($sql$
        INSERT INTO %1$I (organization_id, candidate_id, campaign_id)
        SELECT * FROM unnest($1, $2, $3) AS key ORDER BY 1, 2, 3
        -- Only locks those that are there.
        ON CONFLICT (organization_id, candidate_id, campaign_id) DO UPDATE SET verdict_id = NULL WHERE false
    $sql$, application) USING organizations, candidates, campaigns;

    EXECUTE format($sql$
        UPDATE %1$I AS application
        SET first_attempt = found.first_attempt, first_interview = found.first_interview,
            feedback = found.feedback, judged_at = found.judged_at, verdict_id = found.verdict_id
        FROM (
            SELECT key.*, attempt.*, verdict.*
            FROM unnest($1, $2, $3) AS key (organization_id, candidate_id, campaign_id)
            LEFT JOIN LATERAL (
                SELECT min(created) AS first_attempt, min(created) FILTER (
                    WHERE calls_application_is_interview(call_status, question_completion_rate)
                ) AS first_interview
                FROM %2$I
                WHERE organization_id = key.organization_id AND candidate_id = key.candidate_id
                    AND campaign_id = key.campaign_id AND calls_application_is_attempt(call_status)
            ) AS attempt ON true
            LEFT JOIN LATERAL (
                SELECT feedback, call_last_reviewed_at AS judged_at, id AS verdict_id
                FROM %3$I
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
                              found.feedback, found.judged_at, found.verdict_id)
    $sql$, application, call, review) USING organizations, candidates, campaigns;

    EXECUTE format($sql$
        DELETE FROM %1$I AS application
        USING unnest($1, $2, $3) AS key (organization_id, candidate_id, campaign_id)
        WHERE (application.organization_id, application.candidate_id, application.campaign_id)
            = (key.organization_id, key.candidate_id, key.campaign_id)
            AND application.first_attempt IS NULL AND application.verdict_id IS NULL
    $sql$, application) USING organizations, candidates, campaigns;
END $$;

CREATE OR REPLACE FUNCTION calls_application_call_written() RETURNS trigger
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
            PERFORM calls_application_renew(organizations, candidates, campaigns, TG_TABLE_NAME);
            RETURN NULL;
        END IF;
    END IF;

    EXECUTE format($sql$
        INSERT INTO %I AS application
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
            OR EXCLUDED.first_interview < COALESCE(application.first_interview, 'infinity')
    $sql$, calls_shard(TG_TABLE_NAME, 'calls_application'));
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION calls_application_call_deleted() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM calls_application_renew(
        array_agg(organization_id), array_agg(candidate_id), array_agg(campaign_id), TG_TABLE_NAME
    )
    FROM (
        SELECT DISTINCT organization_id, candidate_id, campaign_id FROM before
        WHERE candidate_id IS NOT NULL AND calls_application_is_attempt(call_status)
    ) AS gone;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION calls_application_calls_truncated() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    application text := calls_shard(TG_TABLE_NAME, 'calls_application');
BEGIN
    -- On a distributed database: the nodes are asked one after the other, as truncating them wants it.
    PERFORM set_config('citus.multi_shard_modify_mode', 'sequential', true);
    EXECUTE format('DELETE FROM %I WHERE verdict_id IS NULL', application);
    EXECUTE format('UPDATE %I SET first_attempt = NULL, first_interview = NULL WHERE first_attempt IS NOT NULL', application);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION calls_application_review_inserted() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    EXECUTE format($sql$
        INSERT INTO %I AS application
            (organization_id, candidate_id, campaign_id, feedback, judged_at, verdict_id)
        SELECT DISTINCT ON (organization_id, candidate_id, campaign_id)
            organization_id, candidate_id, campaign_id, feedback, call_last_reviewed_at, id
        FROM written
        WHERE feedback IS NOT NULL
        ORDER BY organization_id, candidate_id, campaign_id, call_last_reviewed_at DESC, id DESC
        ON CONFLICT (organization_id, candidate_id, campaign_id) DO UPDATE
        SET feedback = EXCLUDED.feedback, judged_at = EXCLUDED.judged_at, verdict_id = EXCLUDED.verdict_id
        WHERE application.verdict_id IS NULL
            OR (EXCLUDED.judged_at, EXCLUDED.verdict_id) > (application.judged_at, application.verdict_id)
    $sql$, calls_shard(TG_TABLE_NAME, 'calls_application'));
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION calls_application_review_updated() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM calls_application_renew(
        array_agg(organization_id), array_agg(candidate_id), array_agg(campaign_id), TG_TABLE_NAME
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

CREATE OR REPLACE FUNCTION calls_application_review_deleted() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM calls_application_renew(
        array_agg(organization_id), array_agg(candidate_id), array_agg(campaign_id), TG_TABLE_NAME
    )
    FROM (
        SELECT DISTINCT organization_id, candidate_id, campaign_id FROM before
        WHERE feedback IS NOT NULL
    ) AS gone;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION calls_application_reviews_truncated() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    application text := calls_shard(TG_TABLE_NAME, 'calls_application');
BEGIN
    PERFORM set_config('citus.multi_shard_modify_mode', 'sequential', true);
    EXECUTE format('DELETE FROM %I WHERE first_attempt IS NULL', application);
    EXECUTE format('UPDATE %I SET feedback = NULL, judged_at = NULL, verdict_id = NULL WHERE verdict_id IS NOT NULL', application);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER application_call_inserted AFTER INSERT ON calls_call
REFERENCING NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION calls_application_call_written();
CREATE OR REPLACE TRIGGER application_call_updated AFTER UPDATE ON calls_call
REFERENCING OLD TABLE AS before NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION calls_application_call_written();
CREATE OR REPLACE TRIGGER application_call_deleted AFTER DELETE ON calls_call
REFERENCING OLD TABLE AS before
FOR EACH STATEMENT EXECUTE FUNCTION calls_application_call_deleted();
CREATE OR REPLACE TRIGGER application_calls_truncated AFTER TRUNCATE ON calls_call
FOR EACH STATEMENT EXECUTE FUNCTION calls_application_calls_truncated();

CREATE OR REPLACE TRIGGER application_review_inserted AFTER INSERT ON calls_candidatecampaignuserreview
REFERENCING NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION calls_application_review_inserted();
CREATE OR REPLACE TRIGGER application_review_updated AFTER UPDATE ON calls_candidatecampaignuserreview
REFERENCING OLD TABLE AS before NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION calls_application_review_updated();
CREATE OR REPLACE TRIGGER application_review_deleted AFTER DELETE ON calls_candidatecampaignuserreview
REFERENCING OLD TABLE AS before
FOR EACH STATEMENT EXECUTE FUNCTION calls_application_review_deleted();
CREATE OR REPLACE TRIGGER application_reviews_truncated AFTER TRUNCATE ON calls_candidatecampaignuserreview
FOR EACH STATEMENT EXECUTE FUNCTION calls_application_reviews_truncated();
