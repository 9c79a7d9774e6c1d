-- Leaves marks of what has changed (docs/decisions/0076), in the transaction that changes it.
-- Rows are only added, so that no writer waits for another.

-- Its argument lists the columns with the times of a row.
CREATE FUNCTION calls_change_mark() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    changed text := CASE TG_OP
        WHEN 'INSERT' THEN 'TABLE new_rows'
        WHEN 'DELETE' THEN 'TABLE old_rows'
        ELSE '(TABLE old_rows EXCEPT TABLE new_rows) UNION ALL (TABLE new_rows EXCEPT TABLE old_rows)'
    END;
BEGIN
    EXECUTE format(
        'INSERT INTO calls_change (organization_id, start)
        SELECT DISTINCT organization_id, date_bin(''15 minutes'', instant, ''1970-01-01 00:00+00'')
        FROM (%s) AS changed CROSS JOIN LATERAL (VALUES %s) AS happened (instant)
        WHERE instant IS NOT NULL', changed, TG_ARGV[0]
    );
    RETURN NULL;
END $$;

-- Of candidates whose source is another one now: changed, or deleted and made anew.
CREATE FUNCTION calls_change_mark_source() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO calls_change (organization_id, candidate_id) SELECT organization_id, id FROM old_rows;
        RETURN NULL;
    END IF;
    INSERT INTO calls_change (organization_id, candidate_id)
    SELECT organization_id, id FROM (
        SELECT organization_id, id, source FROM new_rows
        EXCEPT SELECT organization_id, id, source FROM old_rows
    ) AS changed;
    RETURN NULL;
END $$;

CREATE FUNCTION calls_change_mark_all() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO calls_change (organization_id) SELECT id FROM campaigns_organization;
    RETURN NULL;
END $$;

CREATE TRIGGER change_call_insert AFTER INSERT ON calls_call REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark('(created)');
CREATE TRIGGER change_call_update AFTER UPDATE ON calls_call REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark('(created)');
CREATE TRIGGER change_call_delete AFTER DELETE ON calls_call REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark('(created)');
CREATE TRIGGER change_call_truncate AFTER TRUNCATE ON calls_call
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark_all();

CREATE TRIGGER change_review_insert AFTER INSERT ON calls_candidatecampaignuserreview REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark('(call_last_reviewed_at)');
CREATE TRIGGER change_review_update AFTER UPDATE ON calls_candidatecampaignuserreview REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark('(call_last_reviewed_at)');
CREATE TRIGGER change_review_delete AFTER DELETE ON calls_candidatecampaignuserreview REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark('(call_last_reviewed_at)');
CREATE TRIGGER change_review_truncate AFTER TRUNCATE ON calls_candidatecampaignuserreview
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark_all();

CREATE TRIGGER change_application_insert AFTER INSERT ON calls_application REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark('(first_interview), (judged_at)');
CREATE TRIGGER change_application_update AFTER UPDATE ON calls_application REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark('(first_interview), (judged_at)');
CREATE TRIGGER change_application_delete AFTER DELETE ON calls_application REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark('(first_interview), (judged_at)');
CREATE TRIGGER change_application_truncate AFTER TRUNCATE ON calls_application
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark_all();

CREATE TRIGGER change_candidate_update AFTER UPDATE ON campaigns_candidate
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark_source();
CREATE TRIGGER change_candidate_delete AFTER DELETE ON campaigns_candidate
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark_source();
