DROP TRIGGER finance_vat_code_not_deleted ON finance_vatcode;
DROP TRIGGER finance_vat_code_kept ON finance_vatcode;
DROP TRIGGER finance_project_not_deleted ON finance_project;
DROP TRIGGER finance_project_kept ON finance_project;
DROP TRIGGER finance_snapshot_not_truncated ON finance_snapshot;
DROP TRIGGER finance_period_snapshots_insert ON finance_period;
DROP TRIGGER finance_period_snapshots_update ON finance_period;
DROP FUNCTION finance_take_snapshots();
CREATE OR REPLACE FUNCTION finance_lines_of_drafts_only() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE OR REPLACE FUNCTION finance_post() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
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
    ALTER FUNCTION finance_post() RESET enable_mergejoin;
    ALTER FUNCTION finance_post() RESET jit;
    ALTER FUNCTION finance_post() RESET plan_cache_mode;
END $$;
DROP FUNCTION finance_may_post(bigint, bigint);

DROP TRIGGER finance_journal_posted_by_posting ON finance_journal;
CREATE TRIGGER finance_journal_posted_by_posting BEFORE UPDATE ON finance_journal
    FOR EACH ROW WHEN (NEW.state = 'posted') EXECUTE FUNCTION finance_posted_by_posting();
DROP INDEX finance_journal_reverses_id_key;
ALTER TABLE finance_journal ADD CONSTRAINT finance_journal_reverses_id_key UNIQUE (reverses_id);
DROP TRIGGER finance_member_keeps_its_id ON tenancy_member;
DROP TRIGGER finance_member_kept ON tenancy_member;
DROP FUNCTION finance_member_kept();
DROP TRIGGER finance_journal_known_update ON finance_journal;
DROP TRIGGER finance_journal_known_insert ON finance_journal;
DROP FUNCTION finance_journal_known();
DROP FUNCTION finance_journal_hangs_on(bigint[], bigint[]);
DROP FUNCTION finance_is_own(xid);
