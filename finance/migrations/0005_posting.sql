-- Posting, with projects, in fewer steps; and what the books stood at when a period was closed (docs/decisions/0013).
-- No schema names: this is replayed for each authority.

-- Whether a member's journals may be posted into a period. Volatile on purpose: posting locks the period first, and this
-- must see what the lock waited for.
CREATE FUNCTION finance_may_post(period bigint, maker bigint) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM finance_period WHERE id = period AND state = 'open');
END $$;

-- Posting -----------------------------------------------------------------------------------------------------------

-- As in 0002_ledger.sql, where it is told why it may do what the login may not. A row that this transaction itself wrote
-- needs no lock: nobody else can see it, or they wait for this transaction anyway.
CREATE OR REPLACE FUNCTION finance_post() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    posting bigint[];
    approvers bigint[];
    wrong text;
    unposted bigint;
    looked_at bigint := 0;
    reversals boolean := false;
    head finance_chainhead%ROWTYPE;
    before bigint;
    entry record;
    moment timestamptz;
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
    PERFORM FROM finance_journal WHERE id = ANY (posting) AND xmin <> pg_current_xact_id()::xid ORDER BY id FOR UPDATE;
    SELECT count(*) INTO unposted FROM finance_journal WHERE id = ANY (posting) AND state <> 'posted';
    IF unposted <> cardinality(posting) THEN
        RAISE EXCEPTION 'a journal that exists is posted once'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_journal_posted_once', TABLE = 'finance_posting';
    END IF;
    -- Waits for a close in progress, and only then asks.
    PERFORM FROM finance_period
    WHERE id IN (SELECT period_id FROM finance_journal WHERE id = ANY (posting)) ORDER BY id FOR SHARE;
    SELECT string_agg(DISTINCT p.code, ', ') INTO wrong
    FROM (SELECT DISTINCT period_id, made_by_id FROM finance_journal WHERE id = ANY (posting)) AS j
    JOIN finance_period p ON p.id = j.period_id WHERE NOT finance_may_post(j.period_id, j.made_by_id);
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
    before := head.sequence;
    FOR entry IN
        SELECT j.id, j.reverses_id,
            CASE
                WHEN l.counted IS NULL OR l.counted < 2 THEN 'finance_journal_two_lines'
                WHEN l.total <> 0 THEN 'finance_journal_balances'
                WHEN j.dated_on NOT BETWEEN p.starts_on AND p.ends_on THEN 'finance_journal_date_in_period'
                ELSE l.wrong
            END AS wrong,
            E'\n' || json_build_array(
                before + wanted.place, 'J' || lpad((before + wanted.place)::text,
                    greatest(6, length((before + wanted.place)::text)), '0'),
                j.dated_on, p.code, j.description, j.source_kind, j.source_id, j.key, r.number, j.made_by_id,
                wanted.approved_by_id, to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
            )::text || E'\n' || l.lines AS body
        FROM unnest(posting, approvers) WITH ORDINALITY AS wanted (id, approved_by_id, place)
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
                    WHEN l.project_id IS NOT NULL AND pr.id IS NULL THEN 'finance_line_project_known'
                    WHEN a.cost_centre_required AND c.id IS NULL THEN 'finance_line_cost_centre_required'
                    WHEN a.objective_required AND o.id IS NULL THEN 'finance_line_objective_required'
                    WHEN a.project_required AND pr.id IS NULL THEN 'finance_line_project_required'
                    WHEN j.dated_on < a.starts_on OR j.dated_on >= a.ends_before THEN 'finance_line_account_in_use'
                    WHEN j.dated_on < c.starts_on OR j.dated_on >= c.ends_before
                        THEN 'finance_line_cost_centre_in_use'
                    WHEN j.dated_on < pr.starts_on OR j.dated_on >= pr.ends_before
                        THEN 'finance_line_project_in_use'
                END) AS wrong,
                string_agg(
                    CASE WHEN pr.id IS NULL
                        THEN json_build_array(l.number, a.code, c.code, o.code, l.amount_pence, l.memo)
                        ELSE json_build_array(l.number, a.code, c.code, o.code, l.amount_pence, l.memo, pr.code)
                    END::text, E'\n' ORDER BY l.number) AS lines
            FROM finance_journalline l
            JOIN finance_journal j ON j.id = l.journal_id
            LEFT JOIN finance_account a ON a.id = l.account_id
            LEFT JOIN finance_costcentre c ON c.id = l.cost_centre_id
            LEFT JOIN finance_objective o ON o.id = l.objective_id
            LEFT JOIN finance_project pr ON pr.id = l.project_id
            WHERE l.journal_id = ANY (posting) GROUP BY l.journal_id
        ) AS l ON l.journal_id = j.id
        ORDER BY wanted.place
    LOOP
        IF entry.wrong IS NOT NULL THEN
            RAISE EXCEPTION 'journal % cannot be posted: %', entry.id, entry.wrong
                USING ERRCODE = '23514', CONSTRAINT = entry.wrong, TABLE = 'finance_journal';
        END IF;
        reversals := reversals OR entry.reverses_id IS NOT NULL;
        looked_at := looked_at + 1;
        previous := previous || head.hash;
        head.hash := sha256(convert_to(encode(head.hash, 'hex') || entry.body, 'UTF8'));
        hashes := hashes || head.hash;
    END LOOP;
    IF looked_at <> cardinality(posting) THEN
        RAISE EXCEPTION 'a journal was not looked at'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_journal_posted_once', TABLE = 'finance_posting';
    END IF;
    -- A reversal undoes one posted journal exactly.
    IF reversals AND EXISTS (
        SELECT FROM finance_journal r JOIN finance_journal o ON o.id = r.reverses_id
        WHERE r.id = ANY (posting) AND (o.state <> 'posted' OR EXISTS (
            SELECT FROM finance_journalline l WHERE l.journal_id IN (r.id, o.id)
            GROUP BY l.account_id, l.cost_centre_id, l.objective_id, l.project_id HAVING sum(l.amount_pence) <> 0
        ))
    ) THEN
        RAISE EXCEPTION 'a reversal undoes one posted journal exactly'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_journal_reversal_exact', TABLE = 'finance_journal';
    END IF;
    UPDATE finance_chainhead SET sequence = before + looked_at, hash = head.hash;
    UPDATE finance_journal j
    SET state = 'posted', approved_by_id = s.approved_by_id, sequence = before + s.place,
        number = 'J' || lpad((before + s.place)::text, greatest(6, length((before + s.place)::text)), '0'),
        posted_at = moment, previous_hash = s.previous, hash = s.hash
    FROM unnest(posting, approvers, previous, hashes) WITH ORDINALITY
        AS s (id, approved_by_id, previous, hash, place)
    WHERE j.id = s.id;
    -- Running totals. Whoever holds the head writes them, so two posters never meet here in another order.
    INSERT INTO finance_balance AS b (period_id, account_id, cost_centre_id, objective_id, project_id,
                                      debit_pence, credit_pence, line_count)
    SELECT j.period_id, l.account_id, l.cost_centre_id, l.objective_id, l.project_id,
           coalesce(sum(l.amount_pence) FILTER (WHERE l.amount_pence > 0), 0),
           coalesce(-sum(l.amount_pence) FILTER (WHERE l.amount_pence < 0), 0), count(*)
    FROM finance_journal j JOIN finance_journalline l ON l.journal_id = j.id
    WHERE j.id = ANY (posting) GROUP BY 1, 2, 3, 4, 5
    ON CONFLICT ON CONSTRAINT finance_balance_once_a_cell DO UPDATE
    SET debit_pence = b.debit_pence + EXCLUDED.debit_pence, credit_pence = b.credit_pence + EXCLUDED.credit_pence,
        line_count = b.line_count + EXCLUDED.line_count;
    RETURN NULL;
END $$;
DO $$ BEGIN
    EXECUTE format('ALTER FUNCTION finance_post() SET search_path = %I, pg_temp', current_schema());
END $$;

-- One check per statement, not per line. FOR SHARE waits for whoever is posting the journal and makes them wait for us;
-- journals this transaction wrote need none, see above.
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
    PERFORM FROM finance_journal WHERE id = ANY (journals) AND xmin <> pg_current_xact_id()::xid ORDER BY id FOR SHARE;
    SELECT count(*) INTO drafts FROM finance_journal WHERE id = ANY (journals) AND state = 'draft';
    IF drafts <> cardinality(journals) THEN
        RAISE EXCEPTION 'lines change only while their journal is a draft'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_line_frozen', TABLE = 'finance_journalline';
    END IF;
    RETURN NULL;
END $$;

-- What the books stood at -------------------------------------------------------------------------------------------

-- A period that closes leaves what every account and cost centre stands at; one that is opened again, or added before,
-- takes away its own and all later ones. Who may write them: nobody but this (see 0002_ledger.sql). The head of the chain
-- is locked, so that two periods that move at once are seen one after the other; posting takes its locks in this order.
CREATE FUNCTION finance_take_snapshots() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    since date;
    each finance_period%ROWTYPE;
    last finance_period%ROWTYPE;
BEGIN
    IF TG_OP = 'INSERT' THEN
        since := (SELECT min(starts_on) FROM new_rows);
    ELSE
        since := (
            SELECT min(n.starts_on) FROM new_rows n JOIN old_rows o ON o.id = n.id
            WHERE (o.state IN ('closed', 'locked')) <> (n.state IN ('closed', 'locked')));
    END IF;
    IF since IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM FROM finance_chainhead FOR UPDATE;
    DELETE FROM finance_snapshot s USING finance_period p WHERE p.id = s.period_id AND p.starts_on >= since;
    IF EXISTS (SELECT FROM finance_period WHERE starts_on < since AND state NOT IN ('closed', 'locked')) THEN
        RETURN NULL;
    END IF;
    SELECT p.* INTO last FROM finance_period p
    WHERE p.starts_on < since AND EXISTS (SELECT FROM finance_snapshot s WHERE s.period_id = p.id)
    ORDER BY p.starts_on DESC LIMIT 1;
    FOR each IN SELECT * FROM finance_period WHERE starts_on >= since ORDER BY starts_on LOOP
        EXIT WHEN each.state NOT IN ('closed', 'locked');
        INSERT INTO finance_snapshot (period_id, account_id, cost_centre_id, balance_pence, year_pence)
        SELECT each.id, account_id, cost_centre_id, sum(pence), sum(pence_of_year) FROM (
            SELECT account_id, cost_centre_id, balance_pence AS pence,
                CASE WHEN last.financial_year = each.financial_year THEN year_pence ELSE 0 END AS pence_of_year
            FROM finance_snapshot WHERE period_id = last.id
            UNION ALL
            SELECT b.account_id, b.cost_centre_id, b.debit_pence - b.credit_pence,
                CASE WHEN p.financial_year = each.financial_year THEN b.debit_pence - b.credit_pence ELSE 0 END
            FROM finance_balance b JOIN finance_period p ON p.id = b.period_id
            WHERE p.starts_on <= each.starts_on AND (last.id IS NULL OR p.starts_on > last.starts_on)
        ) AS cells GROUP BY account_id, cost_centre_id;
        last := each;
    END LOOP;
    RETURN NULL;
END $$;
DO $$ BEGIN
    EXECUTE format('ALTER FUNCTION finance_take_snapshots() SET search_path = %I, pg_temp', current_schema());
END $$;
REVOKE ALL ON FUNCTION finance_take_snapshots() FROM PUBLIC;
CREATE TRIGGER finance_period_snapshots_update AFTER UPDATE ON finance_period
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION finance_take_snapshots();
CREATE TRIGGER finance_period_snapshots_insert AFTER INSERT ON finance_period
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION finance_take_snapshots();
CREATE TRIGGER finance_snapshot_not_truncated BEFORE TRUNCATE ON finance_snapshot
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_ledger_kept', 'the ledger is never emptied');
SELECT public.revoke_from_authority('finance_snapshot', 'INSERT, UPDATE, DELETE');

-- What lines hang on ------------------------------------------------------------------------------------------------

CREATE TRIGGER finance_project_kept BEFORE UPDATE OF id, code ON finance_project
    FOR EACH ROW WHEN ((OLD.id, OLD.code) IS DISTINCT FROM (NEW.id, NEW.code))
    EXECUTE FUNCTION finance_refuse('finance_code_kept', 'codes are ended, never changed');
CREATE TRIGGER finance_project_not_deleted BEFORE DELETE ON finance_project
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_code_kept', 'codes are ended, never deleted');
CREATE TRIGGER finance_vat_code_kept BEFORE UPDATE OF id, code ON finance_vatcode
    FOR EACH ROW WHEN ((OLD.id, OLD.code) IS DISTINCT FROM (NEW.id, NEW.code))
    EXECUTE FUNCTION finance_refuse('finance_code_kept', 'codes are ended, never changed');
CREATE TRIGGER finance_vat_code_not_deleted BEFORE DELETE ON finance_vatcode
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_code_kept', 'codes are ended, never deleted');

-- Authorities that have the sample chart already get what it brings with it from now on.
INSERT INTO finance_controlaccount (purpose, account_id)
SELECT given.purpose, a.id FROM (VALUES
    ('creditors', '8500'), ('goods_received', '8515'), ('vat', '8220'), ('accruals', '8510'), ('prepayments', '8230'),
    ('bank_charges', '4160'), ('suspense', '8790')
) AS given (purpose, code) JOIN finance_account a ON a.code = given.code;
INSERT INTO finance_vatcode (reference, code, name, rate_basis_points, recoverable_basis_points, ubl_category)
SELECT substr(md5(random()::text || given.code), 1, 12), given.* FROM (VALUES
    ('S', 'Standard rate', 2000, 10000, 'S'), ('R', 'Reduced rate', 500, 10000, 'S'), ('Z', 'Zero rate', 0, 10000, 'Z'),
    ('E', 'Exempt', 0, 10000, 'E'), ('O', 'Outside the scope', 0, 10000, 'O'),
    ('N', 'Standard rate not recovered', 2000, 0, 'S')
) AS given (code, name, rate, recoverable, category) WHERE EXISTS (SELECT FROM finance_account WHERE code = '8220');
