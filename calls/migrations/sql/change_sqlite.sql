-- Leaves marks of what has changed (docs/decisions/0076), in the transaction that changes it.
-- A time is a text with or without a fraction; of its minutes the quarter of the hour is kept. One process writes at
-- a time, so that a mark that is there already need not be left again.

CREATE TRIGGER change_call_insert AFTER INSERT ON calls_call
BEGIN
    INSERT INTO calls_change (organization_id, start)
    SELECT NEW.organization_id, quarter FROM (
        SELECT substr(NEW.created, 1, 14) || printf('%02d', substr(NEW.created, 15, 2) / 15 * 15) || ':00' AS quarter
    ) WHERE quarter IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM calls_change WHERE organization_id = NEW.organization_id AND start = quarter
    );
END;

CREATE TRIGGER change_call_update AFTER UPDATE ON calls_call
BEGIN
    INSERT INTO calls_change (organization_id, start)
    SELECT OLD.organization_id, quarter FROM (
        SELECT substr(OLD.created, 1, 14) || printf('%02d', substr(OLD.created, 15, 2) / 15 * 15) || ':00' AS quarter
    ) WHERE quarter IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM calls_change WHERE organization_id = OLD.organization_id AND start = quarter
    );
    INSERT INTO calls_change (organization_id, start)
    SELECT NEW.organization_id, quarter FROM (
        SELECT substr(NEW.created, 1, 14) || printf('%02d', substr(NEW.created, 15, 2) / 15 * 15) || ':00' AS quarter
    ) WHERE quarter IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM calls_change WHERE organization_id = NEW.organization_id AND start = quarter
    );
END;

CREATE TRIGGER change_call_delete AFTER DELETE ON calls_call
BEGIN
    INSERT INTO calls_change (organization_id, start)
    SELECT OLD.organization_id, quarter FROM (
        SELECT substr(OLD.created, 1, 14) || printf('%02d', substr(OLD.created, 15, 2) / 15 * 15) || ':00' AS quarter
    ) WHERE quarter IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM calls_change WHERE organization_id = OLD.organization_id AND start = quarter
    );
END;

CREATE TRIGGER change_review_insert AFTER INSERT ON calls_candidatecampaignuserreview
BEGIN
    INSERT INTO calls_change (organization_id, start)
    SELECT NEW.organization_id, quarter FROM (
        SELECT substr(NEW.call_last_reviewed_at, 1, 14) || printf('%02d', substr(NEW.call_last_reviewed_at, 15, 2) / 15 * 15) || ':00' AS quarter
    ) WHERE quarter IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM calls_change WHERE organization_id = NEW.organization_id AND start = quarter
    );
END;

CREATE TRIGGER change_review_update AFTER UPDATE ON calls_candidatecampaignuserreview
BEGIN
    INSERT INTO calls_change (organization_id, start)
    SELECT OLD.organization_id, quarter FROM (
        SELECT substr(OLD.call_last_reviewed_at, 1, 14) || printf('%02d', substr(OLD.call_last_reviewed_at, 15, 2) / 15 * 15) || ':00' AS quarter
    ) WHERE quarter IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM calls_change WHERE organization_id = OLD.organization_id AND start = quarter
    );
    INSERT INTO calls_change (organization_id, start)
    SELECT NEW.organization_id, quarter FROM (
        SELECT substr(NEW.call_last_reviewed_at, 1, 14) || printf('%02d', substr(NEW.call_last_reviewed_at, 15, 2) / 15 * 15) || ':00' AS quarter
    ) WHERE quarter IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM calls_change WHERE organization_id = NEW.organization_id AND start = quarter
    );
END;

CREATE TRIGGER change_review_delete AFTER DELETE ON calls_candidatecampaignuserreview
BEGIN
    INSERT INTO calls_change (organization_id, start)
    SELECT OLD.organization_id, quarter FROM (
        SELECT substr(OLD.call_last_reviewed_at, 1, 14) || printf('%02d', substr(OLD.call_last_reviewed_at, 15, 2) / 15 * 15) || ':00' AS quarter
    ) WHERE quarter IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM calls_change WHERE organization_id = OLD.organization_id AND start = quarter
    );
END;

CREATE TRIGGER change_application_insert AFTER INSERT ON calls_application
BEGIN
    INSERT INTO calls_change (organization_id, start)
    SELECT NEW.organization_id, quarter FROM (
        SELECT substr(NEW.first_interview, 1, 14) || printf('%02d', substr(NEW.first_interview, 15, 2) / 15 * 15) || ':00' AS quarter
    ) WHERE quarter IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM calls_change WHERE organization_id = NEW.organization_id AND start = quarter
    );
    INSERT INTO calls_change (organization_id, start)
    SELECT NEW.organization_id, quarter FROM (
        SELECT substr(NEW.judged_at, 1, 14) || printf('%02d', substr(NEW.judged_at, 15, 2) / 15 * 15) || ':00' AS quarter
    ) WHERE quarter IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM calls_change WHERE organization_id = NEW.organization_id AND start = quarter
    );
END;

CREATE TRIGGER change_application_update AFTER UPDATE ON calls_application
BEGIN
    INSERT INTO calls_change (organization_id, start)
    SELECT OLD.organization_id, quarter FROM (
        SELECT substr(OLD.first_interview, 1, 14) || printf('%02d', substr(OLD.first_interview, 15, 2) / 15 * 15) || ':00' AS quarter
    ) WHERE quarter IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM calls_change WHERE organization_id = OLD.organization_id AND start = quarter
    );
    INSERT INTO calls_change (organization_id, start)
    SELECT OLD.organization_id, quarter FROM (
        SELECT substr(OLD.judged_at, 1, 14) || printf('%02d', substr(OLD.judged_at, 15, 2) / 15 * 15) || ':00' AS quarter
    ) WHERE quarter IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM calls_change WHERE organization_id = OLD.organization_id AND start = quarter
    );
    INSERT INTO calls_change (organization_id, start)
    SELECT NEW.organization_id, quarter FROM (
        SELECT substr(NEW.first_interview, 1, 14) || printf('%02d', substr(NEW.first_interview, 15, 2) / 15 * 15) || ':00' AS quarter
    ) WHERE quarter IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM calls_change WHERE organization_id = NEW.organization_id AND start = quarter
    );
    INSERT INTO calls_change (organization_id, start)
    SELECT NEW.organization_id, quarter FROM (
        SELECT substr(NEW.judged_at, 1, 14) || printf('%02d', substr(NEW.judged_at, 15, 2) / 15 * 15) || ':00' AS quarter
    ) WHERE quarter IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM calls_change WHERE organization_id = NEW.organization_id AND start = quarter
    );
END;

CREATE TRIGGER change_application_delete AFTER DELETE ON calls_application
BEGIN
    INSERT INTO calls_change (organization_id, start)
    SELECT OLD.organization_id, quarter FROM (
        SELECT substr(OLD.first_interview, 1, 14) || printf('%02d', substr(OLD.first_interview, 15, 2) / 15 * 15) || ':00' AS quarter
    ) WHERE quarter IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM calls_change WHERE organization_id = OLD.organization_id AND start = quarter
    );
    INSERT INTO calls_change (organization_id, start)
    SELECT OLD.organization_id, quarter FROM (
        SELECT substr(OLD.judged_at, 1, 14) || printf('%02d', substr(OLD.judged_at, 15, 2) / 15 * 15) || ':00' AS quarter
    ) WHERE quarter IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM calls_change WHERE organization_id = OLD.organization_id AND start = quarter
    );
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
