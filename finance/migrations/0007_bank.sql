-- What the bank said stays as it was loaded, money is matched once and in equal sums, and what was signed is kept.
-- No code path or SQL as the authority's login goes around it. No schema names: this is replayed for each authority.

-- The first day -----------------------------------------------------------------------------------------------------

CREATE FUNCTION finance_bank_taken_on() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    explained bigint;
BEGIN
    IF OLD.take_on_on IS NOT NULL THEN
        IF (OLD.take_on_on, OLD.take_on_statement_pence, OLD.take_on_ledger_pence, OLD.take_on_sequence,
            OLD.taken_on_by_id, OLD.taken_on_at, OLD.ledger_account_id, OLD.sort_code, OLD.account_number)
           IS DISTINCT FROM
           (NEW.take_on_on, NEW.take_on_statement_pence, NEW.take_on_ledger_pence, NEW.take_on_sequence,
            NEW.taken_on_by_id, NEW.taken_on_at, NEW.ledger_account_id, NEW.sort_code, NEW.account_number) THEN
            RAISE EXCEPTION 'what a bank account began with stays'
                USING ERRCODE = '23514', CONSTRAINT = 'finance_bankaccount_begun', TABLE = TG_TABLE_NAME;
        END IF;
    ELSIF NEW.take_on_on IS NOT NULL THEN
        SELECT coalesce(sum(CASE side WHEN 'ledger' THEN -amount_pence ELSE amount_pence END), 0) INTO explained
        FROM finance_openingitem WHERE bank_account_id = NEW.id;
        IF NEW.take_on_statement_pence <> NEW.take_on_ledger_pence + explained THEN
            RAISE EXCEPTION 'statement % is not ledger % and open items %',
                NEW.take_on_statement_pence, NEW.take_on_ledger_pence, explained
                USING ERRCODE = '23514', CONSTRAINT = 'finance_bankaccount_take_on_proves', TABLE = TG_TABLE_NAME;
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finance_bankaccount_begun BEFORE UPDATE ON finance_bankaccount
    FOR EACH ROW EXECUTE FUNCTION finance_bank_taken_on();
CREATE TRIGGER finance_bankaccount_begins_empty BEFORE INSERT ON finance_bankaccount
    FOR EACH ROW WHEN (NEW.take_on_on IS NOT NULL)
    EXECUTE FUNCTION finance_refuse('finance_bankaccount_begun', 'a bank account is added, then begun');

-- Its open items are there before the first day is written, and no more come afterwards.
CREATE FUNCTION finance_opening_items_first() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM new_rows n JOIN finance_bankaccount b ON b.id = n.bank_account_id
               WHERE b.take_on_on IS NOT NULL) THEN
        RAISE EXCEPTION 'the account has begun'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_bankaccount_begun', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER finance_openingitem_first AFTER INSERT ON finance_openingitem REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION finance_opening_items_first();
CREATE TRIGGER finance_openingitem_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON finance_openingitem
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_bankaccount_begun', 'opening items stay');

-- Statements --------------------------------------------------------------------------------------------------------

-- Deferred, because the items come after the statement they stand on.
CREATE FUNCTION finance_statement_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    counted bigint;
    total bigint;
    account finance_bankaccount%ROWTYPE;
    before finance_bankstatement%ROWTYPE;
BEGIN
    SELECT count(*), coalesce(sum(amount_pence), 0) INTO counted, total
    FROM finance_statementitem WHERE statement_id = NEW.id;
    IF counted <> NEW.item_count OR NEW.opening_pence + total <> NEW.closing_pence THEN
        RAISE EXCEPTION 'opening % and % items of % are not closing %', NEW.opening_pence, counted, total,
            NEW.closing_pence
            USING ERRCODE = '23514', CONSTRAINT = 'finance_statement_adds_up', TABLE = TG_TABLE_NAME;
    END IF;
    SELECT * INTO account FROM finance_bankaccount WHERE id = NEW.bank_account_id;
    SELECT * INTO before FROM finance_bankstatement
    WHERE bank_account_id = NEW.bank_account_id AND number = NEW.number - 1;
    IF account.take_on_on IS NULL
       OR (NEW.number = 1 AND (NEW.opening_pence <> account.take_on_statement_pence
                               OR NEW.from_on <= account.take_on_on))
       OR (NEW.number <> 1 AND (before.id IS NULL OR NEW.opening_pence <> before.closing_pence
                                OR NEW.from_on < before.to_on)) THEN
        RAISE EXCEPTION 'the statement does not go on where the one before ended'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_statement_goes_on', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER finance_statement_adds_up AFTER INSERT ON finance_bankstatement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION finance_statement_adds_up();
CREATE TRIGGER finance_statement_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON finance_bankstatement
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_statement_kept', 'statements stay as they were loaded');

-- A statement says how many items it has: none can be added to one that has them.
CREATE FUNCTION finance_items_of_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT statement_id FROM new_rows) AS touched
        JOIN finance_bankstatement s ON s.id = touched.statement_id
        WHERE (SELECT count(*) FROM finance_statementitem i WHERE i.statement_id = s.id) > s.item_count
    ) THEN
        RAISE EXCEPTION 'statements stay as they were loaded'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_statement_kept', TABLE = TG_TABLE_NAME;
    END IF;
    IF EXISTS (
        SELECT FROM new_rows i JOIN finance_bankstatement s ON s.id = i.statement_id
        WHERE i.bank_account_id <> s.bank_account_id OR i.booked_on NOT BETWEEN s.from_on AND s.to_on
    ) THEN
        RAISE EXCEPTION 'an item stands on its statement'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_statementitem_on_statement', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER finance_statementitem_on_statement AFTER INSERT ON finance_statementitem
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION finance_items_of_statement();
CREATE TRIGGER finance_statementitem_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON finance_statementitem
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_statement_kept', 'statements stay as they were loaded');

-- Matches -----------------------------------------------------------------------------------------------------------

CREATE TRIGGER finance_match_begins_current BEFORE INSERT ON finance_bankmatch
    FOR EACH ROW WHEN (NEW.state <> 'current')
    EXECUTE FUNCTION finance_refuse('finance_match_kept', 'a match begins as one');
CREATE TRIGGER finance_match_kept BEFORE UPDATE ON finance_bankmatch
    FOR EACH ROW WHEN (
        OLD.state <> 'current' OR NEW.state <> 'undone'
        OR (OLD.id, OLD.reference, OLD.bank_account_id, OLD.reason, OLD.part_count, OLD.made_by_id, OLD.made_at)
           IS DISTINCT FROM
           (NEW.id, NEW.reference, NEW.bank_account_id, NEW.reason, NEW.part_count, NEW.made_by_id, NEW.made_at))
    EXECUTE FUNCTION finance_refuse('finance_match_kept', 'a match is undone, never changed');
CREATE TRIGGER finance_match_not_removed BEFORE DELETE OR TRUNCATE ON finance_bankmatch
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_match_kept', 'a match is undone, never removed');

CREATE FUNCTION finance_match_undone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE finance_matchpart SET is_current = false WHERE match_id = NEW.id AND is_current;
    RETURN NULL;
END $$;
CREATE TRIGGER finance_match_undone AFTER UPDATE ON finance_bankmatch
    FOR EACH ROW EXECUTE FUNCTION finance_match_undone();

CREATE FUNCTION finance_matchpart_true() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    account finance_bankaccount%ROWTYPE;
    is_right boolean;
BEGIN
    SELECT b.* INTO account FROM finance_bankmatch m JOIN finance_bankaccount b ON b.id = m.bank_account_id
    WHERE m.id = NEW.match_id AND m.state = 'current';
    IF NEW.statement_item_id IS NOT NULL THEN
        SELECT i.bank_account_id = account.id AND i.amount_pence = NEW.amount_pence INTO is_right
        FROM finance_statementitem i WHERE i.id = NEW.statement_item_id;
    ELSIF NEW.opening_item_id IS NOT NULL THEN
        SELECT o.bank_account_id = account.id AND o.amount_pence = NEW.amount_pence INTO is_right
        FROM finance_openingitem o WHERE o.id = NEW.opening_item_id;
    ELSE
        -- Posted, on the account's place in the ledger, and not in the balance the account began with.
        SELECT l.account_id = account.ledger_account_id AND l.amount_pence = NEW.amount_pence AND j.state = 'posted'
            AND NOT (j.sequence <= account.take_on_sequence AND j.dated_on <= account.take_on_on) INTO is_right
        FROM finance_journalline l JOIN finance_journal j ON j.id = l.journal_id WHERE l.id = NEW.journal_line_id;
    END IF;
    IF NOT NEW.is_current OR is_right IS NOT TRUE THEN
        RAISE EXCEPTION 'a part is a whole item or line of the account'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_matchpart_true', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finance_matchpart_true BEFORE INSERT ON finance_matchpart
    FOR EACH ROW EXECUTE FUNCTION finance_matchpart_true();

CREATE FUNCTION finance_matchparts_of_match() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT match_id FROM new_rows) AS touched JOIN finance_bankmatch m ON m.id = touched.match_id
        WHERE (SELECT count(*) FROM finance_matchpart p WHERE p.match_id = m.id) > m.part_count
    ) THEN
        RAISE EXCEPTION 'a match is undone, never changed'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_match_kept', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER finance_matchpart_of_match AFTER INSERT ON finance_matchpart REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION finance_matchparts_of_match();

CREATE FUNCTION finance_matchpart_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.is_current
       OR (OLD.id, OLD.match_id, OLD.statement_item_id, OLD.journal_line_id, OLD.opening_item_id, OLD.amount_pence)
          IS DISTINCT FROM
          (NEW.id, NEW.match_id, NEW.statement_item_id, NEW.journal_line_id, NEW.opening_item_id, NEW.amount_pence)
       OR NOT EXISTS (SELECT FROM finance_bankmatch m WHERE m.id = NEW.match_id AND m.state = 'undone') THEN
        RAISE EXCEPTION 'a match is undone, never changed'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_match_kept', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finance_matchpart_kept BEFORE UPDATE ON finance_matchpart
    FOR EACH ROW EXECUTE FUNCTION finance_matchpart_kept();
CREATE TRIGGER finance_matchpart_not_removed BEFORE DELETE OR TRUNCATE ON finance_matchpart
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_match_kept', 'a match is undone, never removed');

-- Deferred, because the parts come after their match.
CREATE FUNCTION finance_match_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    counted bigint;
    difference bigint;
BEGIN
    SELECT count(*), coalesce(sum(
        CASE WHEN p.statement_item_id IS NOT NULL OR o.side = 'statement' THEN p.amount_pence
             ELSE -p.amount_pence END), 0)
    INTO counted, difference
    FROM finance_matchpart p LEFT JOIN finance_openingitem o ON o.id = p.opening_item_id WHERE p.match_id = NEW.id;
    IF counted <> NEW.part_count OR difference <> 0 THEN
        RAISE EXCEPTION 'statement and ledger differ by % in a match', difference
            USING ERRCODE = '23514', CONSTRAINT = 'finance_match_balances', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER finance_match_balances AFTER INSERT ON finance_bankmatch
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION finance_match_balances();

-- Reconciliations ---------------------------------------------------------------------------------------------------

CREATE TRIGGER finance_reconciliation_begins_prepared BEFORE INSERT ON finance_reconciliation
    FOR EACH ROW WHEN (NEW.state <> 'prepared')
    EXECUTE FUNCTION finance_refuse('finance_reconciliation_kept', 'a reconciliation is prepared, then signed');
CREATE TRIGGER finance_reconciliation_kept BEFORE UPDATE ON finance_reconciliation
    FOR EACH ROW WHEN (
        OLD.state <> 'prepared'
        OR (OLD.id, OLD.reference, OLD.bank_account_id, OLD."on", OLD.statement_pence, OLD.ledger_pence,
            OLD.open_ledger_pence, OLD.open_statement_pence, OLD.open_count, OLD.note, OLD.made_by_id, OLD.made_at)
           IS DISTINCT FROM
           (NEW.id, NEW.reference, NEW.bank_account_id, NEW."on", NEW.statement_pence, NEW.ledger_pence,
            NEW.open_ledger_pence, NEW.open_statement_pence, NEW.open_count, NEW.note, NEW.made_by_id, NEW.made_at))
    EXECUTE FUNCTION finance_refuse('finance_reconciliation_kept', 'a reconciliation stays as it was prepared');
CREATE TRIGGER finance_reconciliation_not_removed BEFORE DELETE OR TRUNCATE ON finance_reconciliation
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_reconciliation_kept', 'reconciliations stay');
CREATE TRIGGER finance_reconciliationitem_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON finance_reconciliationitem
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_reconciliation_kept', 'its lists stay');

CREATE FUNCTION finance_items_of_reconciliation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT reconciliation_id FROM new_rows) AS touched
        JOIN finance_reconciliation r ON r.id = touched.reconciliation_id
        WHERE (SELECT count(*) FROM finance_reconciliationitem i WHERE i.reconciliation_id = r.id) > r.open_count
    ) THEN
        RAISE EXCEPTION 'its lists stay'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_reconciliation_kept', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER finance_reconciliationitem_added AFTER INSERT ON finance_reconciliationitem
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION finance_items_of_reconciliation();

-- Its balances are those of the statements and the ledger, and its lists sum to what it says.
CREATE FUNCTION finance_reconciliation_true() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    account finance_bankaccount%ROWTYPE;
    statement bigint;
    ledger bigint;
    counted bigint;
    of_ledger bigint;
    of_statement bigint;
BEGIN
    SELECT * INTO account FROM finance_bankaccount WHERE id = NEW.bank_account_id;
    SELECT account.take_on_statement_pence + coalesce(sum(amount_pence), 0) INTO statement
    FROM finance_statementitem WHERE bank_account_id = account.id AND booked_on <= NEW."on";
    SELECT account.take_on_ledger_pence + coalesce(sum(l.amount_pence), 0) INTO ledger
    FROM finance_journalline l JOIN finance_journal j ON j.id = l.journal_id
    WHERE l.account_id = account.ledger_account_id AND j.state = 'posted' AND j.dated_on <= NEW."on"
        AND NOT (j.sequence <= account.take_on_sequence AND j.dated_on <= account.take_on_on);
    SELECT count(*), coalesce(sum(amount_pence) FILTER (WHERE side = 'ledger'), 0),
           coalesce(sum(amount_pence) FILTER (WHERE side = 'statement'), 0)
    INTO counted, of_ledger, of_statement FROM finance_reconciliationitem WHERE reconciliation_id = NEW.id;
    IF account.take_on_on IS NULL OR NEW."on" < account.take_on_on
       OR (counted, of_ledger, of_statement, statement, ledger) IS DISTINCT FROM
          (NEW.open_count::bigint, NEW.open_ledger_pence, NEW.open_statement_pence, NEW.statement_pence,
           NEW.ledger_pence) THEN
        RAISE EXCEPTION 'the reconciliation is not what statements and ledger say'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_reconciliation_true', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER finance_reconciliation_true AFTER INSERT ON finance_reconciliation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION finance_reconciliation_true();

SELECT public.revoke_from_authority('finance_openingitem', 'UPDATE, DELETE');
SELECT public.revoke_from_authority('finance_bankstatement', 'UPDATE, DELETE');
SELECT public.revoke_from_authority('finance_statementitem', 'UPDATE, DELETE');
SELECT public.revoke_from_authority('finance_bankmatch', 'DELETE');
SELECT public.revoke_from_authority('finance_matchpart', 'DELETE');
SELECT public.revoke_from_authority('finance_reconciliation', 'DELETE');
SELECT public.revoke_from_authority('finance_reconciliationitem', 'UPDATE, DELETE');
SELECT public.revoke_from_authority('finance_bankaccount', 'DELETE');
