-- Leaves marks of what has changed (docs/decisions/0076), in the transaction that changes it.
-- Rows are only added, so that no writer waits for another. Statements are written out for each table: most writers write
-- row by row, and a statement put together at run time would be planned anew for every row.

CREATE FUNCTION calls_change_quarter(instant timestamptz) RETURNS timestamptz LANGUAGE sql IMMUTABLE
RETURN date_bin('15 minutes', instant, '1970-01-01 00:00+00');

CREATE FUNCTION calls_change_mark_call() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO calls_change (organization_id, start)
        SELECT DISTINCT organization_id, calls_change_quarter(created)
        FROM written;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO calls_change (organization_id, start)
        SELECT DISTINCT organization_id, calls_change_quarter(created)
        FROM before;
    ELSIF EXISTS (SELECT FROM written) THEN
        INSERT INTO calls_change (organization_id, start)
        SELECT DISTINCT organization_id, calls_change_quarter(created)
        FROM ((TABLE before EXCEPT TABLE written) UNION ALL (TABLE written EXCEPT TABLE before)) AS changed;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION calls_change_mark_review() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO calls_change (organization_id, start)
        SELECT DISTINCT organization_id, calls_change_quarter(call_last_reviewed_at)
        FROM written;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO calls_change (organization_id, start)
        SELECT DISTINCT organization_id, calls_change_quarter(call_last_reviewed_at)
        FROM before;
    ELSIF EXISTS (SELECT FROM written) THEN
        INSERT INTO calls_change (organization_id, start)
        SELECT DISTINCT organization_id, calls_change_quarter(call_last_reviewed_at)
        FROM ((TABLE before EXCEPT TABLE written) UNION ALL (TABLE written EXCEPT TABLE before)) AS changed;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION calls_change_mark_application() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO calls_change (organization_id, start)
        SELECT DISTINCT organization_id, calls_change_quarter(instant)
        FROM written CROSS JOIN LATERAL (VALUES (first_interview), (judged_at)) AS happened (instant)
        WHERE instant IS NOT NULL;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO calls_change (organization_id, start)
        SELECT DISTINCT organization_id, calls_change_quarter(instant)
        FROM before CROSS JOIN LATERAL (VALUES (first_interview), (judged_at)) AS happened (instant)
        WHERE instant IS NOT NULL;
    ELSIF EXISTS (SELECT FROM written) THEN
        INSERT INTO calls_change (organization_id, start)
        SELECT DISTINCT organization_id, calls_change_quarter(instant)
        FROM ((TABLE before EXCEPT TABLE written) UNION ALL (TABLE written EXCEPT TABLE before)) AS changed CROSS JOIN LATERAL (VALUES (first_interview), (judged_at)) AS happened (instant)
        WHERE instant IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;

-- Of candidates whose source is another one now: changed, or deleted and made anew.
CREATE FUNCTION calls_change_mark_source() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO calls_change (organization_id, candidate_id) SELECT organization_id, id FROM before;
    ELSE
        INSERT INTO calls_change (organization_id, candidate_id)
        SELECT organization_id, id FROM (
            SELECT organization_id, id, source FROM written EXCEPT SELECT organization_id, id, source FROM before
        ) AS changed;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION calls_change_mark_all() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO calls_change (organization_id) SELECT id FROM campaigns_organization;
    RETURN NULL;
END $$;

CREATE TRIGGER change_call_insert AFTER INSERT ON calls_call REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark_call();
CREATE TRIGGER change_call_update AFTER UPDATE ON calls_call REFERENCING OLD TABLE AS before NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark_call();
CREATE TRIGGER change_call_delete AFTER DELETE ON calls_call REFERENCING OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark_call();
CREATE TRIGGER change_call_truncate AFTER TRUNCATE ON calls_call
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark_all();

CREATE TRIGGER change_review_insert AFTER INSERT ON calls_candidatecampaignuserreview REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark_review();
CREATE TRIGGER change_review_update AFTER UPDATE ON calls_candidatecampaignuserreview REFERENCING OLD TABLE AS before NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark_review();
CREATE TRIGGER change_review_delete AFTER DELETE ON calls_candidatecampaignuserreview REFERENCING OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark_review();
CREATE TRIGGER change_review_truncate AFTER TRUNCATE ON calls_candidatecampaignuserreview
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark_all();

CREATE TRIGGER change_application_insert AFTER INSERT ON calls_application REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark_application();
CREATE TRIGGER change_application_update AFTER UPDATE ON calls_application REFERENCING OLD TABLE AS before NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark_application();
CREATE TRIGGER change_application_delete AFTER DELETE ON calls_application REFERENCING OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark_application();
CREATE TRIGGER change_application_truncate AFTER TRUNCATE ON calls_application
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark_all();

CREATE TRIGGER change_candidate_update AFTER UPDATE ON campaigns_candidate
    REFERENCING OLD TABLE AS before NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark_source();
CREATE TRIGGER change_candidate_delete AFTER DELETE ON campaigns_candidate REFERENCING OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION calls_change_mark_source();
