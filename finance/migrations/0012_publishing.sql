-- What was published never changes (docs/decisions/0017). No schema names: this is replayed for each authority.

-- The hash is the content's: whoever reads the file can tell that it is the one that was published.
ALTER TABLE finance_publication ADD CONSTRAINT finance_publication_hash_is_contents
    CHECK (content IS NULL OR sha256 = encode(sha256(content), 'hex'));

CREATE FUNCTION finance_publication_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    allowed text[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            RAISE EXCEPTION 'a publication begins as a draft'
                USING ERRCODE = '23514', CONSTRAINT = 'finance_publication_moves', TABLE = 'finance_publication';
        END IF;
        IF NEW.version <> 1 + (SELECT count(*) FROM finance_publication
                               WHERE dataset = NEW.dataset AND name = NEW.name AND state = 'published') THEN
            RAISE EXCEPTION 'a new version stands beside the published one'
                USING ERRCODE = '23514', CONSTRAINT = 'finance_publication_moves', TABLE = 'finance_publication';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state = 'published' THEN
        RAISE EXCEPTION 'what was published never changes'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_publication_frozen', TABLE = 'finance_publication';
    END IF;
    allowed := CASE OLD.state
        WHEN 'draft' THEN ARRAY['draft', 'review', 'given_up']
        WHEN 'review' THEN ARRAY['draft', 'reviewed']
        WHEN 'reviewed' THEN ARRAY['draft', 'published']
        ELSE ARRAY[]::text[] END;
    IF NEW.state <> ALL (allowed)
       OR (OLD.id, OLD.reference, OLD.dataset, OLD.name, OLD.version, OLD.starts_on, OLD.ends_before, OLD.made_by_id, OLD.made_at)
          IS DISTINCT FROM
          (NEW.id, NEW.reference, NEW.dataset, NEW.name, NEW.version, NEW.starts_on, NEW.ends_before, NEW.made_by_id, NEW.made_at)
       OR (OLD.state <> 'draft' AND NEW.state <> 'draft'
           AND (OLD.threshold_pence, OLD.correction_reason, OLD.submitted_by_id, OLD.submitted_at)
               IS DISTINCT FROM (NEW.threshold_pence, NEW.correction_reason, NEW.submitted_by_id, NEW.submitted_at))
       OR (OLD.state = 'reviewed' AND NEW.state = 'published'
           AND (OLD.reviewed_by_id, OLD.reviewed_at) IS DISTINCT FROM (NEW.reviewed_by_id, NEW.reviewed_at)) THEN
        RAISE EXCEPTION 'a publication is prepared, reviewed, then published'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_publication_moves', TABLE = 'finance_publication';
    END IF;
    IF NEW.state = 'reviewed' AND (
        EXISTS (SELECT FROM finance_publicationline WHERE publication_id = NEW.id AND is_proposed)
        OR EXISTS (SELECT FROM finance_publicationline
                   WHERE publication_id = NEW.id AND changed_by_id = NEW.reviewed_by_id)) THEN
        RAISE EXCEPTION 'redactions are decided by one person and reviewed by another'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_publication_redactions_reviewed', TABLE = 'finance_publication';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finance_publication_moves BEFORE INSERT OR UPDATE ON finance_publication
    FOR EACH ROW EXECUTE FUNCTION finance_publication_moves();
CREATE TRIGGER finance_publication_kept BEFORE DELETE OR TRUNCATE ON finance_publication
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_publication_frozen', 'publications are never deleted');

-- Lines change only while their publication is a draft; one look a statement.
CREATE FUNCTION finance_publication_line_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    frozen boolean;
BEGIN
    -- Waits for whoever moves the publication on, so that nothing slips in behind the reviewer's back.
    IF TG_OP = 'INSERT' THEN
        PERFORM FROM finance_publication WHERE id IN (SELECT publication_id FROM new_rows) FOR SHARE;
        SELECT EXISTS (SELECT FROM new_rows l JOIN finance_publication p ON p.id = l.publication_id
                       WHERE p.state <> 'draft') INTO frozen;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM FROM finance_publication WHERE id IN (SELECT publication_id FROM old_rows) FOR SHARE;
        SELECT EXISTS (SELECT FROM old_rows l JOIN finance_publication p ON p.id = l.publication_id
                       WHERE p.state <> 'draft') INTO frozen;
    ELSE
        PERFORM FROM finance_publication
            WHERE id IN (SELECT publication_id FROM old_rows UNION SELECT publication_id FROM new_rows) FOR SHARE;
        SELECT EXISTS (SELECT FROM (SELECT publication_id FROM old_rows UNION SELECT publication_id FROM new_rows) l
                       JOIN finance_publication p ON p.id = l.publication_id WHERE p.state <> 'draft') INTO frozen;
    END IF;
    IF frozen THEN
        RAISE EXCEPTION 'lines change only while their publication is prepared'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_publicationline_frozen', TABLE = 'finance_publicationline';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER finance_publicationline_added AFTER INSERT ON finance_publicationline
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION finance_publication_line_guard();
CREATE TRIGGER finance_publicationline_changed AFTER UPDATE ON finance_publicationline
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION finance_publication_line_guard();
CREATE TRIGGER finance_publicationline_removed AFTER DELETE ON finance_publicationline
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION finance_publication_line_guard();
CREATE TRIGGER finance_publicationline_kept BEFORE TRUNCATE ON finance_publicationline
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_publicationline_frozen', 'lines are never emptied');

SELECT public.revoke_from_authority('finance_publication', 'DELETE');
SELECT public.revoke_from_authority('finance_publishingrules', 'DELETE');
