-- A pay run moves one way, what it holds is frozen once it is checked, and it is posted only when net pay, the ledger, the
-- bank file and the listed payments agree. One check per statement, not per row. No schema names: replayed for each
-- authority; only trigger functions, which nobody can call. Guards lock the run's row FOR SHARE before they look at its state; every move of a run locks it for update.

CREATE FUNCTION payroll_run_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    later text[] := ARRAY['state', 'posted_by_id', 'posted_at', 'paid_by_id', 'paid_at', 'journal_id', 'net_pay_account'];
    found bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' OR NEW.hash <> '' OR NEW.approved_by_id IS NOT NULL OR NEW.journal_id IS NOT NULL THEN
            RAISE EXCEPTION 'a pay run begins as a draft' USING ERRCODE = '23514', CONSTRAINT = 'payroll_run_moves';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a pay run is cancelled, not deleted' USING ERRCODE = '23514', CONSTRAINT = 'payroll_run_kept';
    END IF;
    IF (NEW.id, NEW.reference, NEW.kind, NEW.period_id, NEW.made_by_id, NEW.made_at)
        IS DISTINCT FROM (OLD.id, OLD.reference, OLD.kind, OLD.period_id, OLD.made_by_id, OLD.made_at) THEN
        RAISE EXCEPTION 'what a pay run is for never changes' USING ERRCODE = '23514', CONSTRAINT = 'payroll_run_identity';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('draft', 'calculated'), ('draft', 'cancelled'),
        ('calculated', 'checked'), ('calculated', 'cancelled'),
        ('checked', 'approved'), ('checked', 'calculated'), ('checked', 'cancelled'),
        ('approved', 'posted'), ('posted', 'paid')
    ) THEN
        RAISE EXCEPTION 'a pay run does not move like that' USING ERRCODE = '23514', CONSTRAINT = 'payroll_run_moves';
    END IF;
    IF OLD.state = 'cancelled' OR (OLD.state = 'paid' AND NEW IS DISTINCT FROM OLD) THEN
        RAISE EXCEPTION 'a finished pay run never changes' USING ERRCODE = '23514', CONSTRAINT = 'payroll_run_frozen';
    END IF;
    IF OLD.state IN ('approved', 'posted', 'paid') AND to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later THEN
        RAISE EXCEPTION 'an approved pay run never changes' USING ERRCODE = '23514', CONSTRAINT = 'payroll_run_frozen';
    END IF;
    IF OLD.state IN ('posted', 'paid')
        AND (NEW.journal_id, NEW.posted_by_id, NEW.posted_at, NEW.net_pay_account)
            IS DISTINCT FROM (OLD.journal_id, OLD.posted_by_id, OLD.posted_at, OLD.net_pay_account) THEN
        RAISE EXCEPTION 'a posted pay run keeps its journal' USING ERRCODE = '23514', CONSTRAINT = 'payroll_run_frozen';
    END IF;
    IF OLD.state = 'checked' AND NEW.state IN ('checked', 'approved')
        AND to_jsonb(NEW) - later - 'approved_by_id'::text - 'approved_at'::text
            IS DISTINCT FROM to_jsonb(OLD) - later - 'approved_by_id'::text - 'approved_at'::text THEN
        RAISE EXCEPTION 'a checked pay run never changes' USING ERRCODE = '23514', CONSTRAINT = 'payroll_run_frozen';
    END IF;
    IF NEW.state = 'cancelled' THEN
        SELECT count(*) INTO found FROM payroll_payslip WHERE run_id = NEW.id;
        IF found > 0 THEN
            RAISE EXCEPTION 'a cancelled pay run holds no payslips' USING ERRCODE = '23514', CONSTRAINT = 'payroll_run_cancelled_empty';
        END IF;
    END IF;
    RETURN NEW;
END $$;

-- Everything a run holds, looked at as one set when it is sealed.
CREATE FUNCTION payroll_check_set() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    run payroll_payrun := NEW;
    found bigint;
    sums record;
BEGIN
    SELECT count(*) INTO found FROM payroll_runchunk
        WHERE run_id = run.id AND calculation = run.calculation AND done_at IS NULL;
    IF found > 0 THEN
        RAISE EXCEPTION 'part of the run has not been calculated' USING ERRCODE = '23514', CONSTRAINT = 'payroll_run_calculated_whole';
    END IF;
    SELECT (SELECT count(*) FROM payroll_runwarning WHERE run_id = run.id AND cleared_by_id IS NULL)
         + (SELECT count(*) FROM payroll_runexception WHERE run_id = run.id AND cleared_by_id IS NULL) INTO found;
    IF found > 0 THEN
        RAISE EXCEPTION 'warnings have not been cleared' USING ERRCODE = '23514', CONSTRAINT = 'payroll_run_warnings_cleared';
    END IF;
    SELECT count(*) INTO found
        FROM payroll_payslip p
        LEFT JOIN LATERAL (
            SELECT COALESCE(sum(l.amount_pence) FILTER (WHERE l.kind = 1), 0) AS paid,
                   COALESCE(-sum(l.amount_pence) FILTER (WHERE l.kind = 2), 0) AS taken,
                   COALESCE(sum(l.amount_pence) FILTER (WHERE l.kind = 3), 0) AS employer
            FROM payroll_payslipline l WHERE l.payslip_id = p.id
        ) l ON true
        WHERE p.run_id = run.id
          AND (l.paid <> p.gross_pence OR l.taken <> p.deductions_pence
               OR l.employer <> p.ni_employer_pence + p.pension_employer_pence);
    IF found > 0 THEN
        RAISE EXCEPTION 'lines do not add up to their payslip' USING ERRCODE = '23514', CONSTRAINT = 'payroll_lines_add_up';
    END IF;
    SELECT count(*) INTO found FROM payroll_payslip p
        WHERE p.run_id = run.id AND NOT (
            EXISTS (SELECT 1 FROM hr_employment e WHERE e.id = p.employment_id)
            AND EXISTS (SELECT 1 FROM payroll_payperiod d WHERE d.id = p.period_id)
            AND (p.kind = 2 OR EXISTS (SELECT 1 FROM payroll_frozeninput f
                 WHERE f.run_id = p.run_id AND f.employment_id = p.employment_id)));
    IF found > 0 THEN
        RAISE EXCEPTION 'a payslip points to nothing' USING ERRCODE = '23514', CONSTRAINT = 'payroll_payslip_points';
    END IF;
    SELECT count(*) INTO found FROM (
        SELECT employment_id, sum(net_pence) AS net FROM payroll_payslip WHERE run_id = run.id GROUP BY employment_id
    ) p FULL JOIN (SELECT employment_id, net_pence AS net FROM payroll_payment WHERE run_id = run.id) m
        USING (employment_id) WHERE p.net IS DISTINCT FROM m.net;
    IF found > 0 THEN
        RAISE EXCEPTION 'a payment is not the net pay of its payslips' USING ERRCODE = '23514', CONSTRAINT = 'payroll_payment_of_payslips';
    END IF;
    SELECT count(*) INTO found FROM payroll_payslip p
        WHERE p.run_id = run.id AND p.corrects_id IS NOT NULL AND NOT (
            EXISTS (SELECT 1 FROM payroll_payslip o JOIN payroll_payrun r ON r.id = o.run_id
                    WHERE o.id = p.corrects_id AND o.employment_id = p.employment_id AND o.period_id = p.period_id
                      AND o.kind <> 2 AND r.state IN ('approved', 'posted', 'paid')
                      AND (p.kind = 3 OR (p.gross_pence, p.deductions_pence, p.net_pence)
                                       = (-o.gross_pence, -o.deductions_pence, -o.net_pence)))
            AND EXISTS (SELECT 1 FROM payroll_payslip v JOIN payroll_payrun r ON r.id = v.run_id
                        WHERE v.kind = 2 AND v.corrects_id = p.corrects_id
                          AND (v.run_id = run.id OR r.state IN ('approved', 'posted', 'paid'))));
    IF found > 0 THEN
        RAISE EXCEPTION 'a correction does not undo a released payslip' USING ERRCODE = '23514', CONSTRAINT = 'payroll_correction_undoes';
    END IF;
    SELECT count(*) AS payslips, COALESCE(sum(gross_pence), 0) AS gross, COALESCE(sum(deductions_pence), 0) AS deductions,
           COALESCE(sum(net_pence), 0) AS net,
           COALESCE(sum(ni_employer_pence + pension_employer_pence), 0) AS employer
        INTO sums FROM payroll_payslip WHERE run_id = run.id;
    IF sums.payslips = 0 OR run.hash = ''
        OR (sums.payslips, sums.gross, sums.deductions, sums.net, sums.employer) IS DISTINCT FROM
           (run.payslips::bigint, run.gross_pence::numeric, run.deductions_pence::numeric, run.net_pence::numeric,
            run.employer_pence::numeric) THEN
        RAISE EXCEPTION 'totals are not those of the payslips' USING ERRCODE = '23514', CONSTRAINT = 'payroll_run_totals';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION payroll_check_payments() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    run payroll_payrun := NEW;
    sums record;
BEGIN
    SELECT COALESCE(sum(net_pence), 0) AS net,
           COALESCE(sum(paid_pence) FILTER (WHERE method = 1), 0) AS bacs,
           COALESCE(sum(paid_pence) FILTER (WHERE method = 2), 0) AS other,
           COALESCE(sum(carried_pence - brought_pence), 0) AS carried
        INTO sums FROM payroll_payment WHERE run_id = run.id;
    IF (sums.net, sums.bacs, sums.other, sums.carried) IS DISTINCT FROM
       (run.net_pence::numeric, run.bacs_pence::numeric, run.other_pence::numeric, run.carried_pence::numeric) THEN
        RAISE EXCEPTION 'payments do not add up to net pay' USING ERRCODE = '23514', CONSTRAINT = 'payroll_run_payments';
    END IF;
    RETURN NEW;
END $$;

-- Net pay = credit to the net pay control account = stored Bacs total + listed other payments + carried forward.
CREATE FUNCTION payroll_check_books() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    run payroll_payrun := NEW;
    credited numeric;
    file_total bigint;
BEGIN
    SELECT -sum(l.amount_pence) INTO credited
        FROM finance_journal j
        JOIN finance_journalline l ON l.journal_id = j.id
        JOIN finance_account a ON a.id = l.account_id
        WHERE j.id = run.journal_id AND j.state = 'posted' AND j.source_kind = 'payroll.run' AND j.source_id = run.id
          AND a.code = run.net_pay_account;
    IF COALESCE(credited, 0) <> run.net_pence THEN
        RAISE EXCEPTION 'net pay is not what the journal credits' USING ERRCODE = '23514', CONSTRAINT = 'payroll_run_net_is_credited';
    END IF;
    SELECT total_pence INTO file_total FROM payroll_bacsfile WHERE run_id = run.id;
    IF COALESCE(file_total, 0) <> run.bacs_pence
        OR run.net_pence <> COALESCE(file_total, 0) + run.other_pence + run.carried_pence THEN
        RAISE EXCEPTION 'net pay is not what the bank file pays' USING ERRCODE = '23514', CONSTRAINT = 'payroll_run_net_is_paid';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER payroll_run_1_guard BEFORE INSERT OR UPDATE OR DELETE ON payroll_payrun
    FOR EACH ROW EXECUTE FUNCTION payroll_run_guard();
CREATE TRIGGER payroll_run_2_sealed BEFORE UPDATE ON payroll_payrun FOR EACH ROW
    WHEN (OLD.state <> 'checked' AND NEW.state = 'checked') EXECUTE FUNCTION payroll_check_set();
CREATE TRIGGER payroll_run_3_payments BEFORE UPDATE ON payroll_payrun FOR EACH ROW
    WHEN (OLD.state <> NEW.state AND NEW.state IN ('checked', 'posted')) EXECUTE FUNCTION payroll_check_payments();
CREATE TRIGGER payroll_run_4_books BEFORE UPDATE ON payroll_payrun FOR EACH ROW
    WHEN (OLD.state <> NEW.state AND NEW.state = 'posted') EXECUTE FUNCTION payroll_check_books();

CREATE FUNCTION payroll_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'pay runs are never truncated' USING ERRCODE = '23514', CONSTRAINT = 'payroll_released_frozen';
    RETURN NULL;
END $$;

-- For tables with a run_id of their own.
CREATE FUNCTION payroll_freeze_rows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    frozen bigint := 0;
    more bigint := 0;
BEGIN
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        SELECT count(*) FILTER (WHERE s.state IN ('checked', 'approved', 'posted', 'paid', 'cancelled')) INTO frozen FROM (
            SELECT r.state FROM payroll_payrun r WHERE r.id IN (SELECT run_id FROM new_rows) ORDER BY r.id FOR SHARE
        ) s;
    END IF;
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        SELECT count(*) FILTER (WHERE s.state IN ('checked', 'approved', 'posted', 'paid')) INTO more FROM (
            SELECT r.state FROM payroll_payrun r WHERE r.id IN (SELECT run_id FROM old_rows) ORDER BY r.id FOR SHARE
        ) s;
    END IF;
    IF frozen + more > 0 THEN
        RAISE EXCEPTION 'what a checked pay run holds is frozen' USING ERRCODE = '23514', CONSTRAINT = 'payroll_released_frozen';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION payroll_freeze_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    frozen bigint := 0;
    more bigint := 0;
BEGIN
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        SELECT count(*) FILTER (WHERE s.state IN ('checked', 'approved', 'posted', 'paid', 'cancelled')) INTO frozen FROM (
            SELECT r.state FROM payroll_payrun r WHERE r.id IN (
                SELECT p.run_id FROM payroll_payslip p WHERE p.id IN (SELECT payslip_id FROM new_rows)
            ) ORDER BY r.id FOR SHARE
        ) s;
    END IF;
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        SELECT count(*) FILTER (WHERE s.state IN ('checked', 'approved', 'posted', 'paid')) INTO more FROM (
            SELECT r.state FROM payroll_payrun r WHERE r.id IN (
                SELECT p.run_id FROM payroll_payslip p WHERE p.id IN (SELECT payslip_id FROM old_rows)
            ) ORDER BY r.id FOR SHARE
        ) s;
    END IF;
    IF frozen + more > 0 THEN
        RAISE EXCEPTION 'lines of a checked pay run are frozen' USING ERRCODE = '23514', CONSTRAINT = 'payroll_released_frozen';
    END IF;
    RETURN NULL;
END $$;

DO $$
DECLARE
    name text;
    freezes text;
BEGIN
    FOREACH name IN ARRAY ARRAY['payslip', 'payslipline', 'frozeninput', 'payment', 'runwarning', 'runexception', 'runcorrection']
    LOOP
        freezes := CASE name WHEN 'payslipline' THEN 'payroll_freeze_lines' ELSE 'payroll_freeze_rows' END;
        EXECUTE format('CREATE TRIGGER payroll_%1$s_frozen_insert AFTER INSERT ON payroll_%1$s REFERENCING NEW TABLE AS new_rows'
            ' FOR EACH STATEMENT EXECUTE FUNCTION %2$s()', name, freezes);
        EXECUTE format('CREATE TRIGGER payroll_%1$s_frozen_update AFTER UPDATE ON payroll_%1$s'
            ' REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION %2$s()', name, freezes);
        EXECUTE format('CREATE TRIGGER payroll_%1$s_frozen_delete AFTER DELETE ON payroll_%1$s REFERENCING OLD TABLE AS old_rows'
            ' FOR EACH STATEMENT EXECUTE FUNCTION %2$s()', name, freezes);
        EXECUTE format('CREATE TRIGGER payroll_%1$s_no_truncate BEFORE TRUNCATE ON payroll_%1$s'
            ' FOR EACH STATEMENT EXECUTE FUNCTION payroll_refuse_truncate()', name);
    END LOOP;
END $$;

CREATE TRIGGER payroll_payrun_no_truncate BEFORE TRUNCATE ON payroll_payrun
    FOR EACH STATEMENT EXECUTE FUNCTION payroll_refuse_truncate();

-- A bank file's row says what is in the file: only the stored document may be added to it, once.
CREATE FUNCTION payroll_bacs_file_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT 1 FROM payroll_payrun WHERE id = NEW.run_id AND state = 'approved') THEN
            RAISE EXCEPTION 'a bank file is made of an approved run' USING ERRCODE = '23514', CONSTRAINT = 'payroll_bacs_file_approved';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR OLD.document_id IS NOT NULL
        OR to_jsonb(NEW) - 'document_id'::text IS DISTINCT FROM to_jsonb(OLD) - 'document_id'::text THEN
        RAISE EXCEPTION 'a bank file never changes' USING ERRCODE = '23514', CONSTRAINT = 'payroll_bacs_file_kept';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER payroll_bacs_file_guard BEFORE INSERT OR UPDATE OR DELETE ON payroll_bacsfile
    FOR EACH ROW EXECUTE FUNCTION payroll_bacs_file_guard();
CREATE TRIGGER payroll_bacsfile_no_truncate BEFORE TRUNCATE ON payroll_bacsfile
    FOR EACH STATEMENT EXECUTE FUNCTION payroll_refuse_truncate();
