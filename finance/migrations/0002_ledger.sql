-- The ledger's integrity: no code path, COPY or SQL as the authority's login goes around it (docs/decisions/0005).
-- No schema names: this is replayed for each authority.
--
-- Why checks at posting are immediate and not deferred: from the statement that posts on, the lines are frozen, so
-- nothing can happen between the check and the commit that SET CONSTRAINTS or a later statement could use.
-- Why one function is SECURITY DEFINER: running totals, the chain's head and the seal of a journal must not be
-- writable by the authority's login, so it loses those privileges and posting writes them as the tables' owner. It is a
-- trigger function (nobody can call it), builds no SQL from data, and its search_path is pinned with pg_temp last.

-- Journals ----------------------------------------------------------------------------------------------------------

CREATE FUNCTION finance_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[1] USING ERRCODE = '23514', CONSTRAINT = TG_ARGV[0], TABLE = TG_TABLE_NAME;
END $$;

CREATE TRIGGER finance_journal_begins_as_draft BEFORE INSERT ON finance_journal
    FOR EACH ROW WHEN (NEW.state <> 'draft')
    EXECUTE FUNCTION finance_refuse('finance_journal_begins_as_draft', 'a journal begins as a draft');

CREATE TRIGGER finance_journal_frozen_update BEFORE UPDATE ON finance_journal
    FOR EACH ROW WHEN (OLD.hash IS NOT NULL)
    EXECUTE FUNCTION finance_refuse('finance_journal_frozen', 'posted journals are frozen');

CREATE TRIGGER finance_journal_frozen_delete BEFORE DELETE ON finance_journal
    FOR EACH ROW WHEN (OLD.state <> 'draft')
    EXECUTE FUNCTION finance_refuse('finance_journal_frozen', 'only drafts can be deleted');

CREATE TRIGGER finance_journal_keeps_its_id BEFORE UPDATE OF id ON finance_journal
    FOR EACH ROW WHEN (OLD.id <> NEW.id)
    EXECUTE FUNCTION finance_refuse('finance_journal_frozen', 'a journal keeps its id');

-- What is approved is what was submitted.
CREATE TRIGGER finance_journal_awaiting_unchanged BEFORE UPDATE ON finance_journal
    FOR EACH ROW WHEN (OLD.state = 'awaiting' AND (
        OLD.dated_on, OLD.period_id, OLD.description, OLD.source_kind, OLD.source_id, OLD.key, OLD.reverses_id,
        OLD.made_by_id, OLD.reference
    ) IS DISTINCT FROM (
        NEW.dated_on, NEW.period_id, NEW.description, NEW.source_kind, NEW.source_id, NEW.key, NEW.reverses_id,
        NEW.made_by_id, NEW.reference
    ))
    EXECUTE FUNCTION finance_refuse('finance_journal_awaiting_unchanged', 'withdraw the journal to change it');

-- The state posted is given inside the trigger below and nowhere else.
CREATE FUNCTION finance_posted_by_posting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'a journal is posted by a row in finance_posting'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_journal_posted_by_posting', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finance_journal_posted_by_posting BEFORE UPDATE ON finance_journal
    FOR EACH ROW WHEN (NEW.state = 'posted') EXECUTE FUNCTION finance_posted_by_posting();

-- A lost line would be a hole nobody sees: a draft goes with its lines, or not at all.
CREATE FUNCTION finance_no_lines_left() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM finance_journalline l JOIN old_rows o ON o.id = l.journal_id) THEN
        RAISE EXCEPTION 'the journal still has lines'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_journal_has_lines', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER finance_journal_no_lines_left AFTER DELETE ON finance_journal REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION finance_no_lines_left();

-- Posting -----------------------------------------------------------------------------------------------------------

CREATE FUNCTION finance_post() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    posting bigint[];
    approvers bigint[];
    wrong text;
    unposted bigint;
    reversals bigint[] := '{}';
    head finance_chainhead%ROWTYPE;
    entry record;
    moment timestamptz;
    numbers text[] := '{}';
    sequences bigint[] := '{}';
    hashes bytea[] := '{}';
    previous bytea[] := '{}';
BEGIN
    SELECT array_agg(journal_id ORDER BY journal_id), array_agg(approved_by_id ORDER BY journal_id)
    INTO posting, approvers FROM new_rows;
    IF posting IS NULL THEN
        RETURN NULL;
    END IF;
    -- A snapshot taken before another session's last line would check too little.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'post in read committed, not %', current_setting('transaction_isolation')
            USING ERRCODE = '23514', CONSTRAINT = 'finance_journal_isolation', TABLE = 'finance_journal';
    END IF;
    -- Waits for whoever is writing lines, and makes them wait. Every lock is taken in the order of ids.
    SELECT count(*) FILTER (WHERE state <> 'posted') INTO unposted FROM (
        SELECT state FROM finance_journal WHERE id = ANY (posting) ORDER BY id FOR UPDATE) AS locked;
    IF unposted <> cardinality(posting) THEN
        RAISE EXCEPTION 'a journal that exists is posted once'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_journal_posted_once', TABLE = 'finance_posting';
    END IF;
    -- Waits for a close in progress. The filter stands outside the lock: inside, it would be tried before the wait.
    SELECT string_agg(code, ', ') FILTER (WHERE state <> 'open') INTO wrong FROM (
        SELECT code, state FROM finance_period
        WHERE id IN (SELECT period_id FROM finance_journal WHERE id = ANY (posting)) ORDER BY id FOR SHARE
    ) AS periods;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'period % is closed', wrong
            USING ERRCODE = '23514', CONSTRAINT = 'finance_journal_period_open', TABLE = 'finance_journal';
    END IF;
    -- From here on one session at a time: the next number and the last hash.
    SELECT * INTO head FROM finance_chainhead FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the head of the chain of journals is lost'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_chain_head_lost', TABLE = 'finance_chainhead';
    END IF;
    moment := clock_timestamp();
    FOR entry IN
        SELECT j.id, p.code AS period, j.dated_on BETWEEN p.starts_on AND p.ends_on AS in_period, j.dated_on,
               j.description, j.source_kind, j.source_id, j.key, j.made_by_id, wanted.approved_by_id,
               j.reverses_id, r.number AS reverses, l.counted, l.total, l.wrong, l.lines
        FROM unnest(posting, approvers) AS wanted (id, approved_by_id)
        JOIN finance_journal j ON j.id = wanted.id
        JOIN finance_period p ON p.id = j.period_id
        LEFT JOIN finance_journal r ON r.id = j.reverses_id
        LEFT JOIN (
            SELECT l.journal_id, count(*) AS counted, sum(l.amount_pence) AS total,
                -- Coding: known, complete, in use on the day. This stands in for foreign keys on each line.
                min(CASE
                    WHEN a.id IS NULL THEN 'finance_line_account_known'
                    WHEN l.cost_centre_id IS NOT NULL AND c.id IS NULL THEN 'finance_line_cost_centre_known'
                    WHEN l.objective_id IS NOT NULL AND o.id IS NULL THEN 'finance_line_objective_known'
                    WHEN a.cost_centre_required AND c.id IS NULL THEN 'finance_line_cost_centre_required'
                    WHEN a.objective_required AND o.id IS NULL THEN 'finance_line_objective_required'
                    WHEN j.dated_on < a.starts_on OR j.dated_on >= a.ends_before THEN 'finance_line_account_in_use'
                    WHEN j.dated_on < c.starts_on OR j.dated_on >= c.ends_before
                        THEN 'finance_line_cost_centre_in_use'
                END) AS wrong,
                string_agg(
                    json_build_array(l.number, a.code, c.code, o.code, l.amount_pence, l.memo)::text, E'\n'
                    ORDER BY l.number) AS lines
            FROM finance_journalline l
            JOIN finance_journal j ON j.id = l.journal_id
            LEFT JOIN finance_account a ON a.id = l.account_id
            LEFT JOIN finance_costcentre c ON c.id = l.cost_centre_id
            LEFT JOIN finance_objective o ON o.id = l.objective_id
            WHERE l.journal_id = ANY (posting) GROUP BY l.journal_id
        ) AS l ON l.journal_id = j.id
        ORDER BY j.id
    LOOP
        wrong := CASE
            WHEN entry.counted IS NULL OR entry.counted < 2 THEN 'finance_journal_two_lines'
            WHEN entry.total <> 0 THEN 'finance_journal_balances'
            WHEN NOT entry.in_period THEN 'finance_journal_date_in_period'
            ELSE entry.wrong
        END;
        IF wrong IS NOT NULL THEN
            RAISE EXCEPTION 'journal % cannot be posted: %', entry.id, wrong
                USING ERRCODE = '23514', CONSTRAINT = wrong, TABLE = 'finance_journal';
        END IF;
        IF entry.reverses_id IS NOT NULL THEN
            reversals := reversals || entry.id;
        END IF;
        head.sequence := head.sequence + 1;
        numbers := numbers || ('J' || lpad(head.sequence::text, greatest(6, length(head.sequence::text)), '0'));
        sequences := sequences || head.sequence;
        previous := previous || head.hash;
        head.hash := sha256(convert_to(
            encode(head.hash, 'hex') || E'\n' || json_build_array(
                head.sequence, numbers[cardinality(numbers)], entry.dated_on, entry.period, entry.description,
                entry.source_kind, entry.source_id, entry.key, entry.reverses, entry.made_by_id, entry.approved_by_id,
                to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
            )::text || E'\n' || entry.lines, 'UTF8'));
        hashes := hashes || head.hash;
    END LOOP;
    IF cardinality(sequences) <> cardinality(posting) THEN
        RAISE EXCEPTION 'a journal was not looked at'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_journal_posted_once', TABLE = 'finance_posting';
    END IF;
    -- A reversal undoes one posted journal exactly.
    IF reversals <> '{}' AND EXISTS (
        SELECT FROM finance_journal r JOIN finance_journal o ON o.id = r.reverses_id
        WHERE r.id = ANY (reversals) AND (o.state <> 'posted' OR EXISTS (
            SELECT FROM finance_journalline l WHERE l.journal_id IN (r.id, o.id)
            GROUP BY l.account_id, l.cost_centre_id, l.objective_id HAVING sum(l.amount_pence) <> 0
        ))
    ) THEN
        RAISE EXCEPTION 'a reversal undoes one posted journal exactly'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_journal_reversal_exact', TABLE = 'finance_journal';
    END IF;
    UPDATE finance_chainhead SET sequence = head.sequence, hash = head.hash;
    UPDATE finance_journal j
    SET state = 'posted', approved_by_id = s.approved_by_id, number = s.number, sequence = s.sequence,
        posted_at = moment, previous_hash = s.previous, hash = s.hash
    FROM unnest(posting, approvers, numbers, sequences, previous, hashes)
        AS s (id, approved_by_id, number, sequence, previous, hash)
    WHERE j.id = s.id;
    -- Running totals. Whoever holds the head writes them, so two posters never meet here in another order.
    INSERT INTO finance_balance AS b (period_id, account_id, cost_centre_id, objective_id,
                                      debit_pence, credit_pence, line_count)
    SELECT j.period_id, l.account_id, l.cost_centre_id, l.objective_id,
           coalesce(sum(l.amount_pence) FILTER (WHERE l.amount_pence > 0), 0),
           coalesce(-sum(l.amount_pence) FILTER (WHERE l.amount_pence < 0), 0), count(*)
    FROM finance_journal j JOIN finance_journalline l ON l.journal_id = j.id
    WHERE j.id = ANY (posting) GROUP BY 1, 2, 3, 4
    ON CONFLICT ON CONSTRAINT finance_balance_once_a_cell DO UPDATE
    SET debit_pence = b.debit_pence + EXCLUDED.debit_pence, credit_pence = b.credit_pence + EXCLUDED.credit_pence,
        line_count = b.line_count + EXCLUDED.line_count;
    RETURN NULL;
END $$;
DO $$ BEGIN
    EXECUTE format('ALTER FUNCTION finance_post() SET search_path = %I, pg_temp', current_schema());
END $$;
REVOKE ALL ON FUNCTION finance_post() FROM PUBLIC;

CREATE TRIGGER finance_posting_post AFTER INSERT ON finance_posting
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION finance_post();
CREATE TRIGGER finance_posting_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON finance_posting
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_journal_frozen', 'a posting is never taken back');

-- Lines -------------------------------------------------------------------------------------------------------------

-- One check per statement, not per line. FOR SHARE waits for whoever is posting the journal and makes them wait for us.
CREATE FUNCTION finance_lines_of_drafts_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    journals bigint[];
    drafts bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT journal_id) INTO journals FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT journal_id) INTO journals FROM old_rows;
    ELSE
        SELECT array_agg(DISTINCT journal_id) INTO journals FROM (
            SELECT journal_id FROM old_rows UNION ALL SELECT journal_id FROM new_rows) AS touched;
    END IF;
    IF journals IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT count(*) FILTER (WHERE state = 'draft') INTO drafts FROM (
        SELECT state FROM finance_journal WHERE id = ANY (journals) ORDER BY id FOR SHARE) AS locked;
    IF drafts <> cardinality(journals) THEN
        RAISE EXCEPTION 'lines change only while their journal is a draft'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_line_frozen', TABLE = 'finance_journalline';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER finance_line_insert AFTER INSERT ON finance_journalline REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION finance_lines_of_drafts_only();
CREATE TRIGGER finance_line_update AFTER UPDATE ON finance_journalline
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION finance_lines_of_drafts_only();
CREATE TRIGGER finance_line_delete AFTER DELETE ON finance_journalline REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION finance_lines_of_drafts_only();

-- What lines hang on ------------------------------------------------------------------------------------------------

CREATE TRIGGER finance_account_kept BEFORE UPDATE OF id, code ON finance_account
    FOR EACH ROW WHEN ((OLD.id, OLD.code) IS DISTINCT FROM (NEW.id, NEW.code))
    EXECUTE FUNCTION finance_refuse('finance_code_kept', 'codes are ended, never changed');
CREATE TRIGGER finance_account_not_deleted BEFORE DELETE ON finance_account
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_code_kept', 'codes are ended, never deleted');
CREATE TRIGGER finance_cost_centre_kept BEFORE UPDATE OF id, code ON finance_costcentre
    FOR EACH ROW WHEN ((OLD.id, OLD.code) IS DISTINCT FROM (NEW.id, NEW.code))
    EXECUTE FUNCTION finance_refuse('finance_code_kept', 'codes are ended, never changed');
CREATE TRIGGER finance_cost_centre_not_deleted BEFORE DELETE ON finance_costcentre
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_code_kept', 'codes are ended, never deleted');
CREATE TRIGGER finance_objective_kept BEFORE UPDATE OF id, code ON finance_objective
    FOR EACH ROW WHEN ((OLD.id, OLD.code) IS DISTINCT FROM (NEW.id, NEW.code))
    EXECUTE FUNCTION finance_refuse('finance_code_kept', 'codes are ended, never changed');
CREATE TRIGGER finance_objective_not_deleted BEFORE DELETE ON finance_objective
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_code_kept', 'codes are ended, never deleted');
-- A date lies in one period: a journal has no choice of two.
ALTER TABLE finance_period ADD CONSTRAINT finance_period_no_overlap
    EXCLUDE USING gist (daterange(starts_on, ends_on, '[]') WITH &&);
CREATE TRIGGER finance_period_kept BEFORE UPDATE OF id, code, starts_on, ends_on ON finance_period
    FOR EACH ROW WHEN (
        (OLD.id, OLD.code, OLD.starts_on, OLD.ends_on) IS DISTINCT FROM (NEW.id, NEW.code, NEW.starts_on, NEW.ends_on))
    EXECUTE FUNCTION finance_refuse('finance_period_kept', 'a period keeps its dates');
CREATE TRIGGER finance_period_not_deleted BEFORE DELETE ON finance_period
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_period_kept', 'a period is closed, never deleted');

-- Whole tables ------------------------------------------------------------------------------------------------------

-- The login has no TRUNCATE; this stops its owner's mistakes too.
CREATE TRIGGER finance_journal_not_truncated BEFORE TRUNCATE ON finance_journal
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_ledger_kept', 'the ledger is never emptied');
CREATE TRIGGER finance_line_not_truncated BEFORE TRUNCATE ON finance_journalline
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_ledger_kept', 'the ledger is never emptied');
CREATE TRIGGER finance_balance_not_truncated BEFORE TRUNCATE ON finance_balance
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_ledger_kept', 'the ledger is never emptied');
CREATE TRIGGER finance_chain_head_not_truncated BEFORE TRUNCATE ON finance_chainhead
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_ledger_kept', 'the ledger is never emptied');

INSERT INTO finance_chainhead (id, sequence, hash) VALUES (1, 0, decode(repeat('00', 32), 'hex'));

SELECT public.revoke_from_authority('finance_posting', 'UPDATE, DELETE');
SELECT public.revoke_from_authority('finance_balance', 'INSERT, UPDATE, DELETE');
SELECT public.revoke_from_authority('finance_chainhead', 'INSERT, UPDATE, DELETE');
