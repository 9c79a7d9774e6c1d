-- Leaves marks of what has changed (docs/decisions/0076), in the transaction that changes it.
-- Rows are only added, so that no writer waits for another. Of calls_shard see shard_postgresql.sql; a shard has
-- no identity of its own, so that keys are taken from the sequence.

CREATE OR REPLACE FUNCTION calls_change_quarter(instant timestamptz) RETURNS timestamptz LANGUAGE sql IMMUTABLE
RETURN date_bin('15 minutes', instant, '1970-01-01 00:00+00');

-- The argument of the trigger names the columns that say when a row happened.
CREATE OR REPLACE FUNCTION calls_change_mark() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    changed text := CASE TG_OP
        WHEN 'INSERT' THEN 'TABLE written'
        WHEN 'DELETE' THEN 'TABLE before'
        ELSE '(TABLE before EXCEPT TABLE written) UNION ALL (TABLE written EXCEPT TABLE before)'
    END;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        -- An insert that may update fires both triggers, this one mostly for no row.
        IF NOT EXISTS (SELECT FROM written) THEN
            RETURN NULL;
        END IF;
    END IF;
    EXECUTE format($sql$
        INSERT INTO %I (id, organization_id, start)
        SELECT nextval('calls_change_id_seq'), organization_id, quarter
        FROM (
            SELECT DISTINCT organization_id, calls_change_quarter(instant) AS quarter
            FROM (%s) AS changed CROSS JOIN LATERAL unnest(ARRAY[%s]) AS instant
            WHERE instant IS NOT NULL
        ) AS marks
    $sql$, calls_shard(TG_TABLE_NAME, 'calls_change'), changed, TG_ARGV[0]);
    RETURN NULL;
END $$;

-- Of candidates whose source is another one now: changed, or deleted and made anew.
CREATE OR REPLACE FUNCTION calls_change_mark_source() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    changed text := CASE TG_OP
        WHEN 'DELETE' THEN 'SELECT organization_id, id FROM before'
        ELSE 'SELECT organization_id, id, source FROM written EXCEPT SELECT organization_id, id, source FROM before'
    END;
BEGIN
    EXECUTE format($sql$
        INSERT INTO %I (id, organization_id, candidate_id)
        SELECT nextval('calls_change_id_seq'), organization_id, id FROM (%s) AS changed
    $sql$, calls_shard(TG_TABLE_NAME, 'calls_change'), changed);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION calls_change_mark_all() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM set_config('citus.multi_shard_modify_mode', 'sequential', true);
    EXECUTE format($sql$
        INSERT INTO %I (id, organization_id)
        SELECT nextval('calls_change_id_seq'), organization_id
        FROM calls_shard_organizations(%L) AS organization_id
    $sql$, calls_shard(TG_TABLE_NAME, 'calls_change'), TG_TABLE_NAME);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER change_call_insert AFTER INSERT ON calls_call REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark('created');
CREATE OR REPLACE TRIGGER change_call_update AFTER UPDATE ON calls_call REFERENCING OLD TABLE AS before NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark('created');
CREATE OR REPLACE TRIGGER change_call_delete AFTER DELETE ON calls_call REFERENCING OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark('created');
CREATE OR REPLACE TRIGGER change_call_truncate AFTER TRUNCATE ON calls_call
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark_all();

CREATE OR REPLACE TRIGGER change_review_insert AFTER INSERT ON calls_candidatecampaignuserreview REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark('call_last_reviewed_at');
CREATE OR REPLACE TRIGGER change_review_update AFTER UPDATE ON calls_candidatecampaignuserreview REFERENCING OLD TABLE AS before NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark('call_last_reviewed_at');
CREATE OR REPLACE TRIGGER change_review_delete AFTER DELETE ON calls_candidatecampaignuserreview REFERENCING OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark('call_last_reviewed_at');
CREATE OR REPLACE TRIGGER change_review_truncate AFTER TRUNCATE ON calls_candidatecampaignuserreview
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark_all();

CREATE OR REPLACE TRIGGER change_application_insert AFTER INSERT ON calls_application REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark('first_interview, judged_at');
CREATE OR REPLACE TRIGGER change_application_update AFTER UPDATE ON calls_application REFERENCING OLD TABLE AS before NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark('first_interview, judged_at');
CREATE OR REPLACE TRIGGER change_application_delete AFTER DELETE ON calls_application REFERENCING OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark('first_interview, judged_at');
CREATE OR REPLACE TRIGGER change_application_truncate AFTER TRUNCATE ON calls_application
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark_all();

CREATE OR REPLACE TRIGGER change_candidate_update AFTER UPDATE ON campaigns_candidate
    REFERENCING OLD TABLE AS before NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark_source();
CREATE OR REPLACE TRIGGER change_candidate_delete AFTER DELETE ON campaigns_candidate REFERENCING OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark_source();
