-- How a period moves, who may post while it is closing, and what of a close never changes (docs/decisions/0016).
-- No schema names: this is replayed for each authority.

-- Periods move forward; back only by an agreed reopening, and from locked never. A close waits for posters in progress
-- and makes later ones wait: they lock the period FOR SHARE, this UPDATE takes the row's lock.
CREATE FUNCTION finance_period_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong text;
BEGIN
    IF OLD.state = NEW.state THEN
        IF (OLD.closing_at, OLD.closing_by_id, OLD.closed_at, OLD.closed_by_id, OLD.locked_at, OLD.locked_by_id,
            OLD.checkpoint_sequence, OLD.checkpoint_hash)
            IS DISTINCT FROM (NEW.closing_at, NEW.closing_by_id, NEW.closed_at, NEW.closed_by_id, NEW.locked_at,
            NEW.locked_by_id, NEW.checkpoint_sequence, NEW.checkpoint_hash) THEN
            RAISE EXCEPTION 'who closed a period, when and at which journal is written as it moves'
                USING ERRCODE = '23514', CONSTRAINT = 'finance_period_close_kept', TABLE = 'finance_period';
        END IF;
        RETURN NEW;
    END IF;
    wrong := CASE
        WHEN OLD.state = 'locked' THEN 'finance_period_locked'
        WHEN (OLD.state, NEW.state) NOT IN (
            ('open', 'closing'), ('closing', 'closed'), ('closed', 'locked'), ('closed', 'open')
        ) THEN 'finance_period_moves'
        WHEN NEW.state = 'closed' AND EXISTS (
            SELECT FROM finance_period WHERE starts_on < NEW.starts_on AND state IN ('open', 'closing')
        ) THEN 'finance_period_in_order'
        WHEN NEW.state = 'locked' AND EXISTS (
            SELECT FROM finance_period WHERE starts_on < NEW.starts_on AND state <> 'locked'
        ) THEN 'finance_period_locked_in_order'
        WHEN NEW.state = 'closed' AND EXISTS (
            SELECT FROM finance_closetask WHERE period_id = NEW.id AND state = 'open'
        ) THEN 'finance_period_checklist_done'
    END;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'period % cannot become %: %', OLD.code, NEW.state, wrong
            USING ERRCODE = '23514', CONSTRAINT = wrong, TABLE = 'finance_period';
    END IF;
    IF NEW.state = 'closed' THEN
        UPDATE finance_reopening SET to_sequence = NEW.checkpoint_sequence
        WHERE period_id = NEW.id AND opened_at IS NOT NULL AND to_sequence IS NULL;
    ELSIF NEW.state = 'open' THEN
        UPDATE finance_reopening SET opened_at = clock_timestamp(), from_sequence = OLD.checkpoint_sequence
        WHERE period_id = NEW.id AND state = 'agreed' AND opened_at IS NULL;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'period % is opened by an agreed reopening', OLD.code
                USING ERRCODE = '23514', CONSTRAINT = 'finance_period_reopened_by_two', TABLE = 'finance_period';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finance_period_moves BEFORE UPDATE ON finance_period
    FOR EACH ROW EXECUTE FUNCTION finance_period_moves();
CREATE TRIGGER finance_period_begins_open BEFORE INSERT ON finance_period
    FOR EACH ROW WHEN (NEW.state <> 'open')
    EXECUTE FUNCTION finance_refuse('finance_period_moves', 'a period begins open');

-- What was closed rests on what was before it: no month is slipped in below, and none moves to another year, whose budget
-- and whose accounts it would then count in.
CREATE TRIGGER finance_period_year_kept BEFORE UPDATE OF financial_year, number ON finance_period
    FOR EACH ROW WHEN ((OLD.financial_year, OLD.number) IS DISTINCT FROM (NEW.financial_year, NEW.number))
    EXECUTE FUNCTION finance_refuse('finance_period_kept', 'a period keeps its year');
CREATE FUNCTION finance_period_after_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM finance_period WHERE starts_on > NEW.starts_on AND state IN ('closed', 'locked')) THEN
        RAISE EXCEPTION 'a later period is closed'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_period_after_closed', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER finance_period_after_closed AFTER INSERT ON finance_period
    FOR EACH ROW EXECUTE FUNCTION finance_period_after_closed();

-- Whether a member's journals may be posted into a period. Volatile on purpose: posting locks the period first, and this
-- must see what the lock waited for.
CREATE OR REPLACE FUNCTION finance_may_post(period bigint, maker bigint) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    found_state text;
BEGIN
    SELECT state INTO found_state FROM finance_period WHERE id = period;
    IF found_state = 'closing' THEN
        RETURN EXISTS (
            SELECT FROM finance_periodexception
            WHERE period_id = period AND member_id = maker AND withdrawn_at IS NULL
                AND clock_timestamp() BETWEEN granted_at AND expires_at
        );
    END IF;
    RETURN found_state IS NOT DISTINCT FROM 'open';
END $$;

-- An exception says for good whom, what for and how long; it can only be withdrawn, once. It is for a period not closed.
CREATE TRIGGER finance_period_exception_kept BEFORE UPDATE ON finance_periodexception
    FOR EACH ROW WHEN (OLD.withdrawn_at IS NOT NULL OR (
        OLD.id, OLD.reference, OLD.period_id, OLD.member_id, OLD.reason, OLD.expires_at, OLD.granted_by_id, OLD.granted_at
    ) IS DISTINCT FROM (
        NEW.id, NEW.reference, NEW.period_id, NEW.member_id, NEW.reason, NEW.expires_at, NEW.granted_by_id, NEW.granted_at
    ))
    EXECUTE FUNCTION finance_refuse('finance_period_exception_kept', 'an exception is withdrawn, never rewritten');
CREATE TRIGGER finance_period_exception_not_deleted BEFORE DELETE ON finance_periodexception
    FOR EACH STATEMENT
    EXECUTE FUNCTION finance_refuse('finance_period_exception_kept', 'an exception is withdrawn, never deleted');

-- A reopening is decided once; when it opened its period, and from where to where it changed it, is written above.
CREATE FUNCTION finance_reopening_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'asked' OR NEW.opened_at IS NOT NULL OR NEW.from_sequence IS NOT NULL
            OR NEW.to_sequence IS NOT NULL THEN
            RAISE EXCEPTION 'a reopening begins with a request'
                USING ERRCODE = '23514', CONSTRAINT = 'finance_reopening_kept', TABLE = 'finance_reopening';
        END IF;
    ELSIF (OLD.id, OLD.reference, OLD.period_id, OLD.reason, OLD.asked_by_id, OLD.asked_at)
            IS DISTINCT FROM (NEW.id, NEW.reference, NEW.period_id, NEW.reason, NEW.asked_by_id, NEW.asked_at)
        OR (OLD.state <> 'asked' AND (OLD.state, OLD.decided_by_id, OLD.decided_at, OLD.decision_note)
            IS DISTINCT FROM (NEW.state, NEW.decided_by_id, NEW.decided_at, NEW.decision_note))
        OR (pg_trigger_depth() < 2 AND (OLD.opened_at, OLD.from_sequence, OLD.to_sequence)
            IS DISTINCT FROM (NEW.opened_at, NEW.from_sequence, NEW.to_sequence)) THEN
        RAISE EXCEPTION 'a reopening is kept as it was asked for and decided'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_reopening_kept', TABLE = 'finance_reopening';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finance_reopening_moves BEFORE INSERT OR UPDATE ON finance_reopening
    FOR EACH ROW EXECUTE FUNCTION finance_reopening_moves();
CREATE TRIGGER finance_reopening_not_deleted BEFORE DELETE ON finance_reopening
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_reopening_kept', 'a reopening is never deleted');

-- The checklist of a period that is closed stays as it was ticked. FOR SHARE waits for a close in progress.
CREATE FUNCTION finance_close_tasks_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_period bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.period_id ELSE NEW.period_id END;
    found_state text;
BEGIN
    SELECT state INTO found_state FROM finance_period WHERE id = of_period FOR SHARE;
    IF TG_OP = 'DELETE' OR found_state IN ('closed', 'locked')
        OR (TG_OP = 'UPDATE' AND (OLD.id, OLD.reference, OLD.period_id, OLD.code)
            IS DISTINCT FROM (NEW.id, NEW.reference, NEW.period_id, NEW.code)) THEN
        RAISE EXCEPTION 'the checklist of a closed period is kept'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_close_tasks_kept', TABLE = 'finance_closetask';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER finance_close_tasks_kept BEFORE INSERT OR UPDATE OR DELETE ON finance_closetask
    FOR EACH ROW EXECUTE FUNCTION finance_close_tasks_kept();

-- Once its journal is posted, an accrual is reversed; it is not forgotten.
CREATE FUNCTION finance_accrual_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT FROM finance_journal WHERE id = OLD.journal_id AND state = 'posted') THEN
            RAISE EXCEPTION 'an accrual that is posted is reversed'
                USING ERRCODE = '23514', CONSTRAINT = 'finance_accrual_kept', TABLE = 'finance_accrual';
        END IF;
        RETURN OLD;
    END IF;
    IF (TG_OP = 'UPDATE' AND (OLD.journal_id IS DISTINCT FROM NEW.journal_id
            OR OLD.reversal_id IS DISTINCT FROM NEW.reversal_id AND OLD.reversal_id IS NOT NULL))
        OR (NEW.reversal_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM finance_journal WHERE id = NEW.reversal_id AND reverses_id = NEW.journal_id
                AND state = 'posted')) THEN
        RAISE EXCEPTION 'an accrual is reversed by the reversal of its journal, once'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_accrual_kept', TABLE = 'finance_accrual';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finance_accrual_kept BEFORE INSERT OR UPDATE OR DELETE ON finance_accrual
    FOR EACH ROW EXECUTE FUNCTION finance_accrual_kept();

SELECT public.revoke_from_authority('finance_periodexception', 'DELETE');
SELECT public.revoke_from_authority('finance_reopening', 'DELETE');
SELECT public.revoke_from_authority('finance_closetask', 'DELETE');
