-- What one person alone could still bring about in SQL, each held where it happens. No schema names.

-- A run is approved by the decision on it, not by writing a colleague's name into the run.
CREATE FUNCTION payroll_run_decided() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decision record;
BEGIN
    PERFORM FROM payroll_payperiod WHERE id = NEW.period_id FOR SHARE;  -- its pay day waits for us, or we for it
    SELECT state, decided_by_id, decided_at, made_by INTO decision FROM approvals_approvalrequest
        WHERE kind = 'payroll.run' AND target_kind = 'payroll.run' AND target_id = NEW.id ORDER BY id DESC LIMIT 1;
    IF NOT FOUND OR decision.state <> 'approved' OR decision.decided_by_id IS DISTINCT FROM NEW.approved_by_id
        OR NEW.approved_by_id IS NULL OR decision.decided_at < NEW.checked_at
        OR NOT NEW.made_by_id = ANY (decision.made_by) THEN
        RAISE EXCEPTION 'a pay run is approved by a decision on it'
            USING ERRCODE = '23514', CONSTRAINT = 'payroll_run_decided';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payroll_run_5_decided BEFORE UPDATE ON payroll_payrun FOR EACH ROW
    WHEN (OLD.state <> 'approved' AND NEW.state = 'approved') EXECUTE FUNCTION payroll_run_decided();

-- People were told the day, and tax was worked out by it.
CREATE FUNCTION payroll_pay_day_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM payroll_payrun WHERE period_id = OLD.id AND state IN ('approved', 'posted', 'paid')) THEN
        RAISE EXCEPTION 'the pay day of an approved run stays' USING ERRCODE = '23514', CONSTRAINT = 'payroll_pay_day_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payroll_pay_day_stays BEFORE UPDATE ON payroll_payperiod FOR EACH ROW
    WHEN (OLD.pay_on <> NEW.pay_on) EXECUTE FUNCTION payroll_pay_day_stays();

-- Where pay goes was changed: whoever wrote the account that is paid does not say that it is right.
CREATE FUNCTION payroll_bank_change_seen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM payroll_payrun r
        JOIN hr_bankaccount b ON b.employment_id = NEW.employment_id AND b.starts_on <= r.pay_on
            AND (b.ends_before IS NULL OR b.ends_before > r.pay_on)
        JOIN hr_bankaccountevent e ON e.pgh_obj_id = b.id AND e.pgh_context ->> 'member' = NEW.cleared_by_id::text
        WHERE r.id = NEW.run_id
    ) THEN
        RAISE EXCEPTION 'another person clears the change of a bank account'
            USING ERRCODE = '23514', CONSTRAINT = 'payroll_bank_change_seen';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payroll_bank_change_seen BEFORE INSERT OR UPDATE ON payroll_runwarning FOR EACH ROW
    WHEN (NEW.kind = 'bank_changed' AND NEW.cleared_by_id IS NOT NULL) EXECUTE FUNCTION payroll_bank_change_seen();
