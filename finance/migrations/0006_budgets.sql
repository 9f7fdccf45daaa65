-- Approved budgets never change, virements take everybody they touch, locked forecasts stay, and a commitment never goes over
-- a budget that says stop: no code path or SQL as the authority's login goes around it. No schema names: this is
-- replayed for each authority.

-- Budget holders ----------------------------------------------------------------------------------------------------

-- The same member twice on one cost centre would have two ends.
ALTER TABLE finance_budgetholder ADD CONSTRAINT finance_budget_holder_no_overlap EXCLUDE USING gist (
    int8range(cost_centre_id, cost_centre_id, '[]') WITH &&, int8range(member_id, member_id, '[]') WITH &&,
    daterange(starts_on, ends_before) WITH &&);
SELECT public.revoke_from_authority('finance_budgetholder', 'DELETE');
CREATE TRIGGER finance_budget_holder_kept BEFORE UPDATE ON finance_budgetholder
    FOR EACH ROW WHEN ((to_jsonb(OLD) - 'ends_before') IS DISTINCT FROM (to_jsonb(NEW) - 'ends_before'))
    EXECUTE FUNCTION finance_refuse('finance_budget_holder_kept', 'who held a cost centre stays');

-- Versions ----------------------------------------------------------------------------------------------------------

CREATE TRIGGER finance_budget_version_begins_as_draft BEFORE INSERT ON finance_budgetversion
    FOR EACH ROW WHEN (NEW.state <> 'draft')
    EXECUTE FUNCTION finance_refuse('finance_budget_begins_as_draft', 'a budget begins as a draft');
CREATE TRIGGER finance_budget_version_frozen_update BEFORE UPDATE ON finance_budgetversion
    FOR EACH ROW WHEN (OLD.state = 'approved')
    EXECUTE FUNCTION finance_refuse('finance_budget_frozen', 'approved budgets are frozen');
CREATE TRIGGER finance_budget_version_frozen_delete BEFORE DELETE ON finance_budgetversion
    FOR EACH ROW WHEN (OLD.state <> 'draft')
    EXECUTE FUNCTION finance_refuse('finance_budget_frozen', 'only drafts can be deleted');
CREATE TRIGGER finance_budget_version_kept BEFORE UPDATE ON finance_budgetversion
    FOR EACH ROW WHEN (
        OLD.state = 'draft' AND NEW.state = 'approved'
        OR (OLD.id, OLD.reference, OLD.financial_year, OLD.number, OLD.made_by_id, OLD.made_at)
           IS DISTINCT FROM (NEW.id, NEW.reference, NEW.financial_year, NEW.number, NEW.made_by_id, NEW.made_at)
        OR OLD.state = 'awaiting' AND (OLD.kind, OLD.name, OLD.note) IS DISTINCT FROM (NEW.kind, NEW.name, NEW.note))
    EXECUTE FUNCTION finance_refuse('finance_budget_awaiting_unchanged', 'what is approved is what was submitted');

CREATE FUNCTION finance_budget_approvable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind = 'revised' AND NOT EXISTS (
        SELECT FROM finance_budgetversion
        WHERE financial_year = NEW.financial_year AND kind = 'original' AND state = 'approved') THEN
        RAISE EXCEPTION 'a revision follows an original'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_budget_original_first', TABLE = TG_TABLE_NAME;
    END IF;
    IF NOT EXISTS (SELECT FROM finance_budgetline WHERE version_id = NEW.id) THEN
        RAISE EXCEPTION 'a budget has lines'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_budget_has_lines', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finance_budget_version_approvable BEFORE UPDATE ON finance_budgetversion
    FOR EACH ROW WHEN (OLD.state = 'awaiting' AND NEW.state = 'approved')
    EXECUTE FUNCTION finance_budget_approvable();

-- One check per statement, not per line. FOR SHARE waits for whoever submits or approves the version.
CREATE FUNCTION finance_budget_lines_of_drafts_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    versions bigint[];
    others bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT version_id) INTO versions FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT version_id) INTO versions FROM old_rows;
    ELSE
        SELECT array_agg(DISTINCT version_id) INTO versions FROM (
            SELECT version_id FROM old_rows UNION ALL SELECT version_id FROM new_rows) AS touched;
    END IF;
    SELECT count(*) FILTER (WHERE state <> 'draft') INTO others FROM (
        SELECT state FROM finance_budgetversion WHERE id = ANY (versions) ORDER BY id FOR SHARE) AS locked;
    IF others > 0 THEN
        RAISE EXCEPTION 'lines change only while their budget is a draft'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_budget_frozen', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER finance_budgetline_insert AFTER INSERT ON finance_budgetline REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION finance_budget_lines_of_drafts_only();
CREATE TRIGGER finance_budgetline_update AFTER UPDATE ON finance_budgetline
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION finance_budget_lines_of_drafts_only();
CREATE TRIGGER finance_budgetline_delete AFTER DELETE ON finance_budgetline REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION finance_budget_lines_of_drafts_only();
CREATE TRIGGER finance_budgetline_kept BEFORE TRUNCATE ON finance_budgetline
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_budget_frozen', 'budgets are never emptied');

-- The check ---------------------------------------------------------------------------------------------------------

-- What every control that these lines touch says, one row for each control and year they would add spending to. Locks
-- those controls in the order of their ids until the transaction ends: two decisions about one budget follow each other,
-- however many cost centres lie below it. `counted` tells whether the lines are among the entries already.
-- left = budget + tolerance - spent - committed - (counted ? 0 : wanted)
CREATE FUNCTION finance_budget_check(
    years text[], accounts bigint[], centres bigint[], amounts bigint[], counted boolean
) RETURNS TABLE (
    control_id bigint, centre_id bigint, action text, account_group text, year text, budget bigint, tolerance bigint,
    spent bigint, committed bigint, wanted bigint, is_budgeted boolean
) LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    -- Nothing is added: nothing to ask.
    IF NOT EXISTS (SELECT FROM unnest(amounts) AS amount WHERE amount > 0) THEN
        RETURN;
    END IF;
    -- A snapshot taken before the wait for the lock would count too little.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'check budgets in read committed, not %', current_setting('transaction_isolation')
            USING ERRCODE = '23514', CONSTRAINT = 'finance_commitment_isolation', TABLE = 'finance_commitmententry';
    END IF;
    WITH RECURSIVE up AS (
        SELECT DISTINCT w.centre AS start, w.centre AS at FROM unnest(centres) AS w (centre)
        UNION
        SELECT up.start, c.parent_id FROM up JOIN finance_costcentre c ON c.id = up.at WHERE c.parent_id IS NOT NULL
    )
    SELECT array_agg(DISTINCT k.id) INTO touched
    FROM unnest(accounts, centres) AS w (account, centre)
    JOIN up ON up.start = w.centre
    JOIN finance_account a ON a.id = w.account AND a.type = 'expense'
    JOIN finance_budgetcontrol k ON k.cost_centre_id = up.at AND k.account_group IN ('', a."group");
    IF touched IS NULL THEN
        RETURN;
    END IF;
    PERFORM FROM finance_budgetcontrol k WHERE k.id = ANY (touched) ORDER BY k.id FOR UPDATE;
    -- A statement of its own after the wait: it sees what the others have committed.
    RETURN QUERY
    WITH RECURSIVE below AS (
        SELECT k.id AS control, k.cost_centre_id AS at FROM finance_budgetcontrol k
        WHERE k.id = ANY (touched) AND k.action <> 'none'
        UNION
        SELECT b.control, c.id FROM below b JOIN finance_costcentre c ON c.parent_id = b.at
    ), asked AS (
        SELECT b.control, w.year, sum(w.amount)::bigint AS wanted
        FROM unnest(years, accounts, centres, amounts) AS w (year, account, centre, amount)
        JOIN below b ON b.at = w.centre
        JOIN finance_budgetcontrol k ON k.id = b.control
        JOIN finance_account a ON a.id = w.account AND a.type = 'expense' AND k.account_group IN ('', a."group")
        GROUP BY 1, 2 HAVING sum(w.amount) > 0
    )
    SELECT k.id, k.cost_centre_id, k.action::text, k.account_group::text, asked.year,
        f.budget,
        greatest(k.tolerance_pence, greatest(f.budget, 0) * k.tolerance_basis_points / 10000)::bigint,
        f.spent, f.committed, asked.wanted, v.id IS NOT NULL
    FROM asked
    JOIN finance_budgetcontrol k ON k.id = asked.control
    LEFT JOIN LATERAL (
        SELECT id FROM finance_budgetversion
        WHERE financial_year = asked.year AND state = 'approved' ORDER BY approved_at DESC, number DESC LIMIT 1
    ) AS v ON true
    CROSS JOIN LATERAL (
        SELECT coalesce((
            SELECT sum(l.total_pence) FROM (
                SELECT cost_centre_id, account_id, total_pence FROM finance_budgetline WHERE version_id = v.id
                UNION ALL
                SELECT vl.cost_centre_id, vl.account_id, vl.total_pence
                FROM finance_virement vi JOIN finance_virementline vl ON vl.virement_id = vi.id
                WHERE vi.version_id = v.id
            ) AS l JOIN finance_account a ON a.id = l.account_id AND a.type = 'expense'
                AND k.account_group IN ('', a."group")
            WHERE l.cost_centre_id IN (SELECT at FROM below WHERE control = k.id)
        ), 0)::bigint AS budget, coalesce((
            SELECT sum(b.debit_pence - b.credit_pence)
            FROM finance_period p JOIN finance_balance b ON b.period_id = p.id
            JOIN finance_account a ON a.id = b.account_id AND a.type = 'expense' AND k.account_group IN ('', a."group")
            WHERE p.financial_year = asked.year AND b.cost_centre_id IN (SELECT at FROM below WHERE control = k.id)
        ), 0)::bigint AS spent, coalesce((
            SELECT sum(e.amount_pence) FROM finance_commitmententry e
            JOIN finance_account a ON a.id = e.account_id AND a.type = 'expense' AND k.account_group IN ('', a."group")
            WHERE e.financial_year = asked.year AND e.cost_centre_id IN (SELECT at FROM below WHERE control = k.id)
        ), 0)::bigint - CASE WHEN counted THEN asked.wanted ELSE 0 END AS committed
    ) AS f
    ORDER BY k.id, asked.year;
END $$;
-- The authority asks it itself, before it writes, so that a refusal can name every figure. It reads and locks only what the
-- authority's login may read and lock.
DO $$ BEGIN
    IF to_regrole(current_schema()) IS NOT NULL THEN
        EXECUTE format('GRANT EXECUTE ON FUNCTION finance_budget_check(text[], bigint[], bigint[], bigint[], boolean) TO %I',
            current_schema());
    END IF;
END $$;

-- Commitments -------------------------------------------------------------------------------------------------------

CREATE FUNCTION finance_commitment_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.entered_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER finance_commitment_stamp BEFORE INSERT ON finance_commitmententry
    FOR EACH ROW EXECUTE FUNCTION finance_commitment_stamp();

-- Runs as the tables' owner because the authority's login may not lock entries that it may never change. It is a trigger
-- function (nobody can call it), builds no SQL from data, and its search_path is pinned with pg_temp last.
CREATE FUNCTION finance_commit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    years text[];
    accounts bigint[];
    centres bigint[];
    amounts bigint[];
    over record;
BEGIN
    SELECT array_agg(financial_year::text), array_agg(account_id), array_agg(cost_centre_id), array_agg(amount_pence)
    INTO years, accounts, centres, amounts FROM new_rows;
    IF years IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT * INTO over FROM finance_budget_check(years, accounts, centres, amounts, true) AS c
    WHERE c.action = 'stop' AND c.spent + c.committed + c.wanted > c.budget + c.tolerance LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'control %: % and % and % are more than % and %', over.control_id, over.spent, over.committed,
            over.wanted, over.budget, over.tolerance
            USING ERRCODE = '23514', CONSTRAINT = 'finance_commitment_within_budget', TABLE = TG_TABLE_NAME;
    END IF;
    -- Two releases of one document at once would give back what it holds twice.
    PERFORM FROM finance_commitmententry WHERE id IN (
        SELECT min(e.id) FROM finance_commitmententry e JOIN new_rows n USING (source_kind, source_id)
        GROUP BY e.source_kind, e.source_id) ORDER BY id FOR UPDATE;
    IF EXISTS (
        SELECT FROM finance_commitmententry e
        JOIN (SELECT DISTINCT source_kind, source_id, line FROM new_rows) AS n USING (source_kind, source_id, line)
        GROUP BY e.source_kind, e.source_id, e.line, e.financial_year, e.account_id, e.cost_centre_id, e.objective_id,
            e.project_id
        HAVING sum(e.amount_pence) < 0
    ) THEN
        RAISE EXCEPTION 'more is given back than was held'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_commitment_not_below_nothing', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
DO $$ BEGIN
    EXECUTE format('ALTER FUNCTION finance_commit() SET search_path = %I, pg_temp', current_schema());
END $$;
REVOKE ALL ON FUNCTION finance_commit() FROM PUBLIC;
CREATE TRIGGER finance_commitment_commit AFTER INSERT ON finance_commitmententry
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION finance_commit();
CREATE TRIGGER finance_commitment_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON finance_commitmententry
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_commitment_kept', 'commitments are never taken back');
SELECT public.revoke_from_authority('finance_commitmententry', 'UPDATE, DELETE');

-- Virements ---------------------------------------------------------------------------------------------------------

CREATE TRIGGER finance_virement_begins_proposed BEFORE INSERT ON finance_virement
    FOR EACH ROW WHEN (NEW.state <> 'proposed')
    EXECUTE FUNCTION finance_refuse('finance_virement_kept', 'a virement begins as a proposal');
CREATE TRIGGER finance_virement_kept BEFORE UPDATE ON finance_virement
    FOR EACH ROW WHEN (
        OLD.state <> 'proposed'
        OR (OLD.id, OLD.reference, OLD.number, OLD.financial_year, OLD.reason, OLD.made_by_id, OLD.made_at)
           IS DISTINCT FROM
           (NEW.id, NEW.reference, NEW.number, NEW.financial_year, NEW.reason, NEW.made_by_id, NEW.made_at))
    EXECUTE FUNCTION finance_refuse('finance_virement_kept', 'a virement stays as it was proposed and decided');
SELECT public.revoke_from_authority('finance_virement', 'DELETE');

-- Its lines come with it, before anybody has agreed.
CREATE FUNCTION finance_virement_lines_first() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    others bigint;
BEGIN
    SELECT count(*) FILTER (WHERE state <> 'proposed') INTO others FROM (
        SELECT state FROM finance_virement WHERE id IN (SELECT virement_id FROM new_rows) ORDER BY id FOR UPDATE
    ) AS locked;
    IF others > 0 OR TG_TABLE_NAME = 'finance_virementline' AND EXISTS (
        SELECT FROM finance_virementagreement WHERE virement_id IN (SELECT virement_id FROM new_rows)) THEN
        RAISE EXCEPTION 'a virement stays as it was proposed'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_virement_kept', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER finance_virementline_first AFTER INSERT ON finance_virementline REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION finance_virement_lines_first();
CREATE TRIGGER finance_virementagreement_in_time AFTER INSERT ON finance_virementagreement
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION finance_virement_lines_first();
CREATE TRIGGER finance_virementline_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON finance_virementline
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_virement_kept', 'a virement stays as it was proposed');
CREATE TRIGGER finance_virementagreement_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON finance_virementagreement
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_virement_kept', 'an agreement is never taken back');
SELECT public.revoke_from_authority('finance_virementline', 'UPDATE, DELETE');
SELECT public.revoke_from_authority('finance_virementagreement', 'UPDATE, DELETE');

CREATE FUNCTION finance_virement_agreeing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.basis = 'finance' THEN
        IF EXISTS (SELECT FROM finance_virement WHERE id = NEW.virement_id AND made_by_id = NEW.member_id) THEN
            RAISE EXCEPTION 'finance agrees to what somebody else proposed'
                USING ERRCODE = '23514', CONSTRAINT = 'finance_virement_two_people', TABLE = TG_TABLE_NAME;
        END IF;
    ELSIF NOT EXISTS (
        WITH RECURSIVE up AS (
            SELECT NEW.cost_centre_id AS at
            UNION
            SELECT c.parent_id FROM up JOIN finance_costcentre c ON c.id = up.at WHERE c.parent_id IS NOT NULL
        )
        SELECT FROM up JOIN finance_budgetholder h ON h.cost_centre_id = up.at
        WHERE h.member_id = NEW.member_id AND daterange(h.starts_on, h.ends_before) @> NEW.agreed_on
    ) THEN
        RAISE EXCEPTION 'member % does not hold the cost centre', NEW.member_id
            USING ERRCODE = '23514', CONSTRAINT = 'finance_virement_agreed_by_holder', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finance_virement_agreeing BEFORE INSERT ON finance_virementagreement
    FOR EACH ROW EXECUTE FUNCTION finance_virement_agreeing();

-- Every cost centre has agreed, two people at least had a part in it, it sums to nothing, and who gives has it to give.
CREATE FUNCTION finance_virement_approvable() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong text;
    over record;
BEGIN
    SELECT CASE
        WHEN (SELECT count(*) < 2 OR sum(total_pence) <> 0 FROM finance_virementline WHERE virement_id = NEW.id)
            THEN 'finance_virement_sums_to_nothing'
        WHEN EXISTS (
            SELECT FROM finance_virementline l WHERE l.virement_id = NEW.id AND NOT EXISTS (
                SELECT FROM finance_virementagreement a
                WHERE a.virement_id = NEW.id AND a.cost_centre_id = l.cost_centre_id)
        ) THEN 'finance_virement_agreed_by_all'
        WHEN NOT (
            SELECT count(*) FILTER (WHERE member_id <> NEW.made_by_id) > 0
                AND (count(DISTINCT member_id) > 1 OR bool_and(basis = 'finance'))
            FROM finance_virementagreement WHERE virement_id = NEW.id
        ) THEN 'finance_virement_two_people'
        WHEN NEW.version_id IS DISTINCT FROM (
            SELECT id FROM finance_budgetversion WHERE financial_year = NEW.financial_year AND state = 'approved'
            ORDER BY approved_at DESC, number DESC LIMIT 1
        ) THEN 'finance_virement_on_current_budget'
    END INTO wrong;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'virement % cannot be approved: %', NEW.number, wrong
            USING ERRCODE = '23514', CONSTRAINT = wrong, TABLE = TG_TABLE_NAME;
    END IF;
    SELECT c.* INTO over FROM (
        SELECT array_agg(NEW.financial_year::text) AS years, array_agg(account_id) AS accounts,
            array_agg(cost_centre_id) AS centres, array_agg(-total_pence) AS amounts
        FROM finance_virementline WHERE virement_id = NEW.id
    ) AS l CROSS JOIN LATERAL finance_budget_check(l.years, l.accounts, l.centres, l.amounts, false) AS c
    WHERE c.action = 'stop' AND c.spent + c.committed + c.wanted > c.budget + c.tolerance LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'control %: % is not left to give', over.control_id, over.wanted
            USING ERRCODE = '23514', CONSTRAINT = 'finance_virement_left_to_give', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finance_virement_approvable BEFORE UPDATE ON finance_virement
    FOR EACH ROW WHEN (OLD.state = 'proposed' AND NEW.state = 'approved')
    EXECUTE FUNCTION finance_virement_approvable();

-- Forecasts ---------------------------------------------------------------------------------------------------------

CREATE TRIGGER finance_forecast_round_locked BEFORE UPDATE OR DELETE ON finance_forecastround
    FOR EACH ROW WHEN (OLD.state = 'locked')
    EXECUTE FUNCTION finance_refuse('finance_forecast_locked', 'locked forecasts stay');

CREATE FUNCTION finance_forecast_in_open_round() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    locked bigint;
BEGIN
    -- Waits for whoever is locking the month, and makes them wait. The filter stands outside the lock.
    SELECT count(*) FILTER (WHERE r.state <> 'open') INTO locked FROM (
        SELECT state FROM finance_forecastround
        WHERE id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.round_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.round_id END)
        ORDER BY id FOR SHARE
    ) AS r;
    IF locked > 0 THEN
        RAISE EXCEPTION 'the month is locked'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_forecast_locked', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER finance_forecast_in_open_round BEFORE INSERT OR UPDATE OR DELETE ON finance_forecast
    FOR EACH ROW EXECUTE FUNCTION finance_forecast_in_open_round();
CREATE TRIGGER finance_forecast_kept BEFORE TRUNCATE ON finance_forecast
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_forecast_locked', 'forecasts are never emptied');
