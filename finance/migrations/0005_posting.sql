-- Posting, with projects, in fewer steps; and what the books stood at when a period was closed (docs/decisions/0013).
-- No schema names: this is replayed for each authority.

-- Whether a member's journals may be posted into a period. Volatile on purpose: posting locks the period first, and this
-- must see what the lock waited for.
CREATE FUNCTION finance_may_post(period bigint, maker bigint) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM finance_period WHERE id = period AND state = 'open');
END $$;

-- Rows of this transaction ------------------------------------------------------------------------------------------

-- Whether a row that can be seen was written by this transaction, savepoints included: what can be seen and is not yet
-- committed can only be one's own. Nobody else sees it, or they wait for this transaction anyway, so it needs no lock.
-- Savepoints are numbered after their transaction, soon after the last that is known to have ended; other numbers are not
-- asked about, and an own row taken for another's is only locked.
CREATE FUNCTION finance_is_own(writer xid) RETURNS boolean LANGUAGE sql VOLATILE AS $$
    SELECT writer = pg_current_xact_id()::xid OR (
        (writer::text::bigint - pg_current_xact_id()::text::bigint) & 4294967295
            < pg_snapshot_xmax(pg_current_snapshot())::text::bigint - pg_current_xact_id()::text::bigint + 65536
        AND pg_xact_status((pg_current_xact_id()::text::bigint
            + ((writer::text::bigint - pg_current_xact_id()::text::bigint) & 4294967295))::text::xid8) = 'in progress')
$$;

-- What headers hang on ----------------------------------------------------------------------------------------------

-- Period and people are looked up once for all the rows of a statement; foreign keys would do it twice for each. Periods
-- are never deleted; a person who stands in a journal is kept by the trigger on members below, and by the lock here.
CREATE FUNCTION finance_journal_hangs_on(periods bigint[], members bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found_members bigint;
BEGIN
    IF EXISTS (SELECT FROM unnest(periods) AS wanted (id)
               WHERE NOT EXISTS (SELECT FROM finance_period p WHERE p.id = wanted.id)) THEN
        RAISE EXCEPTION 'the period does not exist'
            USING ERRCODE = '23503', CONSTRAINT = 'finance_journal_period_known', TABLE = 'finance_journal';
    END IF;
    SELECT count(*) INTO found_members FROM (
        SELECT FROM tenancy_member WHERE id = ANY (members) ORDER BY id FOR KEY SHARE) AS locked;
    IF found_members <> cardinality(members) THEN
        RAISE EXCEPTION 'the person does not exist'
            USING ERRCODE = '23503', CONSTRAINT = 'finance_journal_member_known', TABLE = 'finance_journal';
    END IF;
END $$;
CREATE FUNCTION finance_journal_known() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    periods bigint[];
    members bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT period_id), array_agg(DISTINCT made_by_id)
            || coalesce(array_agg(DISTINCT returned_by_id) FILTER (WHERE returned_by_id IS NOT NULL), '{}')
        INTO periods, members FROM new_rows;
        IF periods IS NULL THEN
            RETURN NULL;
        END IF;
    ELSE
        periods := ARRAY[NEW.period_id];
        members := array_remove(ARRAY[NEW.made_by_id, NEW.returned_by_id], NULL);
    END IF;
    IF cardinality(members) > 1 THEN
        members := ARRAY(SELECT DISTINCT unnest(members));
    END IF;
    PERFORM finance_journal_hangs_on(periods, members);
    RETURN NULL;
END $$;
CREATE TRIGGER finance_journal_known_insert AFTER INSERT ON finance_journal
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION finance_journal_known();
CREATE TRIGGER finance_journal_known_update AFTER UPDATE ON finance_journal
    FOR EACH ROW WHEN ((OLD.period_id, OLD.made_by_id, OLD.returned_by_id)
        IS DISTINCT FROM (NEW.period_id, NEW.made_by_id, NEW.returned_by_id))
    EXECUTE FUNCTION finance_journal_known();

DO $$ BEGIN
    IF to_regrole(current_schema()) IS NOT NULL THEN
        EXECUTE format('GRANT EXECUTE ON FUNCTION finance_is_own(xid) TO %I', current_schema());
        EXECUTE format('GRANT EXECUTE ON FUNCTION finance_journal_hangs_on(bigint[], bigint[]) TO %I', current_schema());
    END IF;
END $$;

CREATE FUNCTION finance_member_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM finance_journal WHERE OLD.id IN (made_by_id, approved_by_id, returned_by_id)) THEN
        RAISE EXCEPTION 'the person stands in a journal'
            USING ERRCODE = '23503', CONSTRAINT = 'finance_member_kept', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER finance_member_kept BEFORE DELETE ON tenancy_member
    FOR EACH ROW EXECUTE FUNCTION finance_member_kept();
CREATE TRIGGER finance_member_keeps_its_id BEFORE UPDATE OF id ON tenancy_member
    FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION finance_member_kept();

-- Few journals are reversals, and an index that holds the rest as well is written twice for each.
ALTER TABLE finance_journal DROP CONSTRAINT finance_journal_reverses_id_key;
CREATE UNIQUE INDEX finance_journal_reverses_id_key ON finance_journal (reverses_id) WHERE reverses_id IS NOT NULL;

-- As in 0002_ledger.sql, without a call for each row. Depth 1 is the trigger on finance_posting.
DROP TRIGGER finance_journal_posted_by_posting ON finance_journal;
CREATE TRIGGER finance_journal_posted_by_posting BEFORE UPDATE ON finance_journal
    FOR EACH ROW WHEN (NEW.state = 'posted' AND pg_trigger_depth() < 1)
    EXECUTE FUNCTION finance_refuse(
        'finance_journal_posted_by_posting', 'a journal is posted by a row in finance_posting');

-- Posting -----------------------------------------------------------------------------------------------------------

-- As in 0002_ledger.sql, where it is told why it may do what the login may not. Headers and lines are found by their keys
-- in every statement (`= ANY (posting)`), so that posting does not grow with the ledger.
CREATE OR REPLACE FUNCTION finance_post() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    posting bigint[];
    approvers bigint[];
    periods bigint[];
    makers bigint[];
    wrong text;
    wrong_id bigint;
    unposted bigint;
    looked_at bigint := 0;
    reversals boolean := false;
    head finance_chainhead%ROWTYPE;
    before bigint;
    last bytea;
    entry record;
    moment timestamptz;
    sealed_at text;
    hashes bytea[] := '{}';
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
    -- A plan kept from journals posted one by one would compare each of many with all the others.
    IF cardinality(posting) > 20 THEN
        PERFORM set_config('plan_cache_mode', 'force_custom_plan', true);
    END IF;
    -- Waits for whoever is writing lines, and makes them wait. Every lock is taken in the order of ids.
    PERFORM FROM finance_journal WHERE id = ANY (posting) AND NOT finance_is_own(xmin) ORDER BY id FOR UPDATE;
    SELECT sum(j.unposted), array_agg(j.period_id), array_agg(j.made_by_id) INTO unposted, periods, makers FROM (
        SELECT period_id, made_by_id, count(*) FILTER (WHERE state <> 'posted') AS unposted
        FROM finance_journal WHERE id = ANY (posting) GROUP BY 1, 2
    ) AS j;
    IF unposted IS DISTINCT FROM cardinality(posting) THEN
        RAISE EXCEPTION 'a journal that exists is posted once'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_journal_posted_once', TABLE = 'finance_posting';
    END IF;
    -- Waits for a close in progress, and only then asks.
    PERFORM FROM finance_period WHERE id = ANY (periods) ORDER BY id FOR SHARE;
    SELECT string_agg(DISTINCT p.code, ', ') INTO wrong FROM unnest(periods, makers) AS j (period_id, made_by_id)
    JOIN finance_period p ON p.id = j.period_id WHERE NOT finance_may_post(j.period_id, j.made_by_id);
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'period % is closed', wrong
            USING ERRCODE = '23514', CONSTRAINT = 'finance_journal_period_open', TABLE = 'finance_journal';
    END IF;
    PERFORM finance_journal_hangs_on('{}', ARRAY(SELECT DISTINCT unnest(approvers)));
    -- From here on one session at a time: the next number and the last hash.
    SELECT * INTO head FROM finance_chainhead FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the head of the chain of journals is lost'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_chain_head_lost', TABLE = 'finance_chainhead';
    END IF;
    moment := clock_timestamp();
    sealed_at := to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
    before := head.sequence;
    last := head.hash;
    -- Lines are read once: for the sums of each journal and what is sealed, and for the cells they fall into, by which
    -- they are checked and added to the running totals. Whoever holds the head writes those, so two posters never meet
    -- here in another order.
    FOR entry IN
        WITH heads AS MATERIALIZED (
            SELECT wanted.id, wanted.approved_by_id, wanted.place, j.dated_on, j.period_id, j.description, j.source_kind,
                j.source_id, j.key, j.reverses_id, j.made_by_id
            FROM unnest(posting, approvers) WITH ORDINALITY AS wanted (id, approved_by_id, place)
            JOIN finance_journal j ON j.id = wanted.id WHERE j.id = ANY (posting)
        ), lines AS MATERIALIZED (
            SELECT journal_id, number, account_id, cost_centre_id, objective_id, project_id, amount_pence, memo
            FROM finance_journalline WHERE journal_id = ANY (posting) ORDER BY journal_id, number
        ), cells AS MATERIALIZED (
            SELECT h.period_id, h.dated_on, l.account_id, l.cost_centre_id, l.objective_id, l.project_id,
                coalesce(sum(l.amount_pence) FILTER (WHERE l.amount_pence > 0), 0) AS debit_pence,
                coalesce(-sum(l.amount_pence) FILTER (WHERE l.amount_pence < 0), 0) AS credit_pence,
                count(*) AS line_count, min(h.id) AS journal_id
            FROM lines l JOIN heads h ON h.id = l.journal_id GROUP BY 1, 2, 3, 4, 5, 6
        ), totals AS (
            INSERT INTO finance_balance AS b (period_id, account_id, cost_centre_id, objective_id, project_id,
                                              debit_pence, credit_pence, line_count)
            SELECT period_id, account_id, cost_centre_id, objective_id, project_id,
                sum(debit_pence), sum(credit_pence), sum(line_count)
            FROM cells GROUP BY 1, 2, 3, 4, 5
            ON CONFLICT ON CONSTRAINT finance_balance_once_a_cell DO UPDATE
            SET debit_pence = b.debit_pence + EXCLUDED.debit_pence,
                credit_pence = b.credit_pence + EXCLUDED.credit_pence, line_count = b.line_count + EXCLUDED.line_count
        ), coding AS MATERIALIZED (
            -- Known, complete, in use on the day. This stands in for foreign keys on each line.
            SELECT min(checked.journal_id) AS journal_id,
                (array_agg(checked.wrong ORDER BY checked.journal_id, checked.wrong))[1] AS wrong FROM (
                SELECT cell.journal_id, CASE
                    WHEN a.id IS NULL THEN 'finance_line_account_known'
                    WHEN cell.cost_centre_id IS NOT NULL AND c.id IS NULL THEN 'finance_line_cost_centre_known'
                    WHEN cell.objective_id IS NOT NULL AND o.id IS NULL THEN 'finance_line_objective_known'
                    WHEN cell.project_id IS NOT NULL AND pr.id IS NULL THEN 'finance_line_project_known'
                    WHEN a.cost_centre_required AND c.id IS NULL THEN 'finance_line_cost_centre_required'
                    WHEN a.objective_required AND o.id IS NULL THEN 'finance_line_objective_required'
                    WHEN a.project_required AND pr.id IS NULL THEN 'finance_line_project_required'
                    WHEN cell.dated_on < a.starts_on OR cell.dated_on >= a.ends_before THEN 'finance_line_account_in_use'
                    WHEN cell.dated_on < c.starts_on OR cell.dated_on >= c.ends_before
                        THEN 'finance_line_cost_centre_in_use'
                    WHEN cell.dated_on < pr.starts_on OR cell.dated_on >= pr.ends_before
                        THEN 'finance_line_project_in_use'
                END AS wrong
                FROM cells cell
                LEFT JOIN finance_account a ON a.id = cell.account_id
                LEFT JOIN finance_costcentre c ON c.id = cell.cost_centre_id
                LEFT JOIN finance_objective o ON o.id = cell.objective_id
                LEFT JOIN finance_project pr ON pr.id = cell.project_id
            ) AS checked WHERE checked.wrong IS NOT NULL
        ), coded AS MATERIALIZED (
            SELECT cell.*, ', ' || coalesce(to_json(a.code)::text, 'null') || ', ' || coalesce(to_json(c.code)::text, 'null')
                || ', ' || coalesce(to_json(o.code)::text, 'null') || ', ' AS codes,
                coalesce(', ' || to_json(pr.code)::text, '') || ']' AS project
            FROM (SELECT DISTINCT account_id, cost_centre_id, objective_id, project_id FROM cells) AS cell
            LEFT JOIN finance_account a ON a.id = cell.account_id
            LEFT JOIN finance_costcentre c ON c.id = cell.cost_centre_id
            LEFT JOIN finance_objective o ON o.id = cell.objective_id
            LEFT JOIN finance_project pr ON pr.id = cell.project_id
        ), written AS (
            -- The text of json_build_array(number, account, cost centre, objective, pence, memo[, project]).
            SELECT l.journal_id, count(*) AS counted, sum(l.amount_pence) AS total,
                string_agg('[' || l.number || c.codes || l.amount_pence || ', ' || to_json(l.memo)::text || c.project,
                    E'\n' ORDER BY l.number) AS lines
            FROM lines l JOIN coded c ON c.account_id = l.account_id
                AND coalesce(c.cost_centre_id, 0) = coalesce(l.cost_centre_id, 0)
                AND coalesce(c.objective_id, 0) = coalesce(l.objective_id, 0)
                AND coalesce(c.project_id, 0) = coalesce(l.project_id, 0)
            GROUP BY l.journal_id
        )
        SELECT j.id, j.reverses_id IS NOT NULL AS reverses, coding.wrong AS coded_wrong, coding.journal_id AS coded_id,
            CASE
                WHEN l.counted IS NULL OR l.counted < 2 THEN 'finance_journal_two_lines'
                WHEN l.total <> 0 THEN 'finance_journal_balances'
                WHEN j.dated_on NOT BETWEEN p.starts_on AND p.ends_on THEN 'finance_journal_date_in_period'
            END AS wrong,
            -- The text of json_build_array(sequence, number, date, period, description, source, its id, key, number of
            -- the journal reversed, maker, approver, moment), which takes twice as long to make it.
            E'\n[' || before + j.place || ', "J'
                || lpad((before + j.place)::text, greatest(6, length((before + j.place)::text)), '0') || '", '
                || to_json(j.dated_on)::text || ', ' || to_json(p.code)::text || ', ' || to_json(j.description)::text || ', '
                || to_json(j.source_kind)::text || ', ' || coalesce(j.source_id::text, 'null') || ', '
                || coalesce(to_json(j.key)::text, 'null') || ', ' || coalesce(to_json(r.number)::text, 'null') || ', '
                || j.made_by_id || ', ' || j.approved_by_id || ', "' || sealed_at || E'"]\n' || l.lines AS body
        FROM heads j
        JOIN finance_period p ON p.id = j.period_id
        LEFT JOIN finance_journal r ON r.id = j.reverses_id
        LEFT JOIN written l ON l.journal_id = j.id
        CROSS JOIN coding
        ORDER BY j.place
    LOOP
        IF entry.wrong IS NOT NULL THEN
            wrong := entry.wrong;
            wrong_id := entry.id;
            EXIT;
        END IF;
        looked_at := looked_at + 1;
        IF looked_at = 1 THEN
            wrong := entry.coded_wrong;
            wrong_id := entry.coded_id;
        END IF;
        reversals := reversals OR entry.reverses;
        head.hash := sha256(convert_to(encode(head.hash, 'hex') || entry.body, 'UTF8'));
        hashes := hashes || head.hash;
    END LOOP;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'journal % cannot be posted: %', wrong_id, wrong
            USING ERRCODE = '23514', CONSTRAINT = wrong, TABLE = 'finance_journal';
    END IF;
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
    UPDATE finance_journal j
    SET state = 'posted', approved_by_id = s.approved_by_id, sequence = before + s.place,
        number = 'J' || lpad((before + s.place)::text, greatest(6, length((before + s.place)::text)), '0'),
        posted_at = moment, previous_hash = s.previous, hash = s.hash
    FROM unnest(posting, approvers, array_prepend(last, hashes[:cardinality(hashes) - 1]), hashes) WITH ORDINALITY
        AS s (id, approved_by_id, previous, hash, place)
    WHERE j.id = s.id AND j.id = ANY (posting);
    UPDATE finance_chainhead SET sequence = before + looked_at, hash = head.hash;
    RETURN NULL;
END $$;
DO $$ BEGIN
    EXECUTE format('ALTER FUNCTION finance_post() SET search_path = %I, pg_temp', current_schema());
    -- A merge would sort the lines, which come in order; and nothing here runs long enough to be worth compiling.
    ALTER FUNCTION finance_post() SET enable_mergejoin = off;
    ALTER FUNCTION finance_post() SET jit = off;
    ALTER FUNCTION finance_post() SET plan_cache_mode = auto;  -- what it sets itself ends with it
END $$;

-- One check per statement, not per line. FOR SHARE waits for whoever is posting the journal and makes them wait for us.
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
    PERFORM FROM finance_journal WHERE id = ANY (journals) AND NOT finance_is_own(xmin) ORDER BY id FOR SHARE;
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
