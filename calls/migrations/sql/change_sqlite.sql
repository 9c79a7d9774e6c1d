-- Leaves marks of what has changed (docs/decisions/0076), in the transaction that changes it.
-- A time is a text with or without a fraction; of its minutes the quarter of the hour is kept. One process writes at
-- a time, so that a mark that is there already need not be left again.

-- The times that are inserted here are marked.
CREATE VIEW calls_change_time AS SELECT organization_id, start AS instant FROM calls_change;
CREATE TRIGGER change_mark INSTEAD OF INSERT ON calls_change_time WHEN NEW.instant IS NOT NULL
BEGIN
    INSERT INTO calls_change (organization_id, start)
    SELECT NEW.organization_id, quarter FROM (
        SELECT substr(NEW.instant, 1, 14) || printf('%02d', substr(NEW.instant, 15, 2) / 15 * 15) || ':00' AS quarter
    ) WHERE NOT EXISTS (
        SELECT 1 FROM calls_change WHERE organization_id = NEW.organization_id AND start = quarter
    );
END;

CREATE TRIGGER change_call_insert AFTER INSERT ON calls_call
BEGIN
    INSERT INTO calls_change_time VALUES (NEW.organization_id, NEW.created);
END;

CREATE TRIGGER change_call_update AFTER UPDATE ON calls_call
BEGIN
    INSERT INTO calls_change_time VALUES (OLD.organization_id, OLD.created), (NEW.organization_id, NEW.created);
END;

CREATE TRIGGER change_call_delete AFTER DELETE ON calls_call
BEGIN
    INSERT INTO calls_change_time VALUES (OLD.organization_id, OLD.created);
END;

CREATE TRIGGER change_review_insert AFTER INSERT ON calls_candidatecampaignuserreview
BEGIN
    INSERT INTO calls_change_time VALUES (NEW.organization_id, NEW.call_last_reviewed_at);
END;

CREATE TRIGGER change_review_update AFTER UPDATE ON calls_candidatecampaignuserreview
BEGIN
    INSERT INTO calls_change_time VALUES
        (OLD.organization_id, OLD.call_last_reviewed_at),
        (NEW.organization_id, NEW.call_last_reviewed_at);
END;

CREATE TRIGGER change_review_delete AFTER DELETE ON calls_candidatecampaignuserreview
BEGIN
    INSERT INTO calls_change_time VALUES (OLD.organization_id, OLD.call_last_reviewed_at);
END;

CREATE TRIGGER change_application_insert AFTER INSERT ON calls_application
BEGIN
    INSERT INTO calls_change_time VALUES
        (NEW.organization_id, NEW.first_interview), (NEW.organization_id, NEW.judged_at);
END;

CREATE TRIGGER change_application_update AFTER UPDATE ON calls_application
BEGIN
    INSERT INTO calls_change_time VALUES
        (OLD.organization_id, OLD.first_interview), (OLD.organization_id, OLD.judged_at),
        (NEW.organization_id, NEW.first_interview), (NEW.organization_id, NEW.judged_at);
END;

CREATE TRIGGER change_application_delete AFTER DELETE ON calls_application
BEGIN
    INSERT INTO calls_change_time VALUES
        (OLD.organization_id, OLD.first_interview), (OLD.organization_id, OLD.judged_at);
END;

CREATE TRIGGER change_candidate_update AFTER UPDATE OF source ON campaigns_candidate
WHEN OLD.source IS NOT NEW.source
BEGIN
    INSERT INTO calls_change (organization_id, candidate_id) VALUES (NEW.organization_id, NEW.id);
END;

-- It may be made anew, with another source.
CREATE TRIGGER change_candidate_delete AFTER DELETE ON campaigns_candidate
BEGIN
    INSERT INTO calls_change (organization_id, candidate_id) VALUES (OLD.organization_id, OLD.id);
END;
