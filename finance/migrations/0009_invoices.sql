-- A posted invoice never changes (docs/decisions/0015): only what is paid of it, a dispute, and its cancelling, whose
-- journal is reversed. No schema names: this is replayed for each authority.

CREATE FUNCTION finance_invoice_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('rejected', 'cancelled') THEN
        RAISE EXCEPTION 'a rejected or cancelled invoice never changes'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_invoice_ended', TABLE = TG_TABLE_NAME;
    END IF;
    IF OLD.state = 'posted' THEN
        IF NEW.state NOT IN ('posted', 'cancelled')
           OR (to_jsonb(OLD) - ARRAY['state', 'paid_pence', 'is_disputed', 'dispute_reason', 'disputed_at', 'disputed_by_id',
                                     'decided_by_id', 'decided_at', 'reason'])
              IS DISTINCT FROM
              (to_jsonb(NEW) - ARRAY['state', 'paid_pence', 'is_disputed', 'dispute_reason', 'disputed_at', 'disputed_by_id',
                                     'decided_by_id', 'decided_at', 'reason']) THEN
            RAISE EXCEPTION 'a posted invoice never changes'
                USING ERRCODE = '23514', CONSTRAINT = 'finance_invoice_frozen', TABLE = TG_TABLE_NAME;
        END IF;
        IF NEW.state = 'cancelled' AND (NEW.paid_pence > 0
           OR (NEW.journal_id IS NOT NULL AND NOT EXISTS (
               SELECT FROM finance_journal WHERE reverses_id = NEW.journal_id AND state = 'posted'))) THEN
            RAISE EXCEPTION 'a posted invoice is cancelled by the reversal of its journal, before any of it is paid'
                USING ERRCODE = '23514', CONSTRAINT = 'finance_invoice_cancelled_reversed', TABLE = TG_TABLE_NAME;
        END IF;
    ELSIF (OLD.id, OLD.reference, OLD.number, OLD.made_by_id, OLD.source)
          IS DISTINCT FROM (NEW.id, NEW.reference, NEW.number, NEW.made_by_id, NEW.source) THEN
        RAISE EXCEPTION 'who entered an invoice, how, and its number stay'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_invoice_frozen', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finance_invoice_guard BEFORE UPDATE ON finance_invoice
    FOR EACH ROW EXECUTE FUNCTION finance_invoice_guard();
CREATE TRIGGER finance_invoice_kept BEFORE DELETE OR TRUNCATE ON finance_invoice
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_invoice_kept', 'invoices are rejected or cancelled, never deleted');

-- A posted invoice names the posted journal that says what it says: its creditors' side is the whole of it. Asked of
-- every statement, so that a match posts thousands with one look.
CREATE FUNCTION finance_invoice_in_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM new_rows i
        LEFT JOIN finance_journal j ON j.id = i.journal_id
        WHERE i.state = 'posted' AND i.source <> 'take_on'
          AND (j.id IS NULL OR j.state <> 'posted' OR j.source_kind <> 'finance.invoice' OR j.source_id <> i.id
               OR j.dated_on <> i.posted_on OR j.approved_by_id <> i.approved_by_id)
    ) THEN
        RAISE EXCEPTION 'a posted invoice is in the ledger'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_invoice_in_ledger', TABLE = TG_TABLE_NAME;
    END IF;
    -- As it is posted: which account is the creditors' can be another one later.
    IF EXISTS (
        SELECT FROM new_rows i JOIN old_rows o ON o.id = i.id
        WHERE i.state = 'posted' AND o.state <> 'posted' AND i.source <> 'take_on' AND i.gross_pence
            * CASE i.kind WHEN 'credit_note' THEN 1 ELSE -1 END IS DISTINCT FROM (
                SELECT sum(l.amount_pence) FROM finance_journalline l
                JOIN finance_controlaccount c ON c.account_id = l.account_id AND c.purpose = 'creditors'
                WHERE l.journal_id = i.journal_id)
    ) THEN
        RAISE EXCEPTION 'what the ledger owes is what the invoice is for'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_invoice_owed_in_ledger', TABLE = TG_TABLE_NAME;
    END IF;
    IF EXISTS (
        SELECT FROM new_rows i WHERE i.state = 'posted' AND (
            SELECT (coalesce(sum(l.net_pence), 0), coalesce(sum(l.vat_pence), 0))
                   IS DISTINCT FROM (i.net_pence::numeric, i.vat_pence::numeric)
            FROM finance_invoiceline l WHERE l.invoice_id = i.id)
    ) THEN
        RAISE EXCEPTION 'the lines of an invoice add up to it'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_invoice_lines_add', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER finance_invoice_in_ledger AFTER UPDATE ON finance_invoice
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION finance_invoice_in_ledger();
CREATE FUNCTION finance_invoice_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM new_rows WHERE state <> 'entered' AND NOT (state = 'posted' AND source = 'take_on')) THEN
        RAISE EXCEPTION 'an invoice begins as entered'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_invoice_begins_entered', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER finance_invoice_begins AFTER INSERT ON finance_invoice
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION finance_invoice_begins();

-- Lines are frozen with their invoice; one look a statement.
CREATE FUNCTION finance_invoice_line_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    frozen boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT EXISTS (SELECT FROM new_rows l JOIN finance_invoice i ON i.id = l.invoice_id
                       WHERE i.state IN ('rejected', 'cancelled') OR (i.state = 'posted' AND i.source <> 'take_on')) INTO frozen;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT EXISTS (SELECT FROM old_rows l JOIN finance_invoice i ON i.id = l.invoice_id
                       WHERE i.state IN ('posted', 'rejected', 'cancelled')) INTO frozen;
    ELSE
        SELECT EXISTS (SELECT FROM (SELECT invoice_id FROM old_rows UNION SELECT invoice_id FROM new_rows) l
                       JOIN finance_invoice i ON i.id = l.invoice_id
                       WHERE i.state IN ('posted', 'rejected', 'cancelled')) INTO frozen;
    END IF;
    IF frozen THEN
        RAISE EXCEPTION 'lines of a posted invoice never change'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_invoice_line_frozen', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER finance_invoice_line_added AFTER INSERT ON finance_invoiceline
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION finance_invoice_line_guard();
CREATE TRIGGER finance_invoice_line_changed AFTER UPDATE ON finance_invoiceline
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION finance_invoice_line_guard();
CREATE TRIGGER finance_invoice_line_removed AFTER DELETE ON finance_invoiceline
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION finance_invoice_line_guard();
CREATE TRIGGER finance_invoice_line_kept BEFORE TRUNCATE ON finance_invoiceline
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_invoice_line_frozen', 'lines of invoices are never emptied');

-- What is invoiced of an order's line is what posted invoices say: set back, the same delivery would match again.
CREATE FUNCTION finance_invoiced_by_invoices() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM finance_orderline o CROSS JOIN LATERAL (
            SELECT coalesce(sum(CASE i.kind WHEN 'credit_note' THEN -l.quantity ELSE l.quantity END), 0) AS quantity,
                coalesce(sum((i.match_result->'clears'->>l.number::text)::bigint), 0) AS pence
            FROM finance_invoiceline l
            -- From the line to its invoice (OFFSET): where few were posted so far, the plan would go through all of those.
            JOIN LATERAL (SELECT kind, state, journal_id, match_result FROM finance_invoice WHERE id = l.invoice_id OFFSET 0)
                AS i ON i.state = 'posted' AND i.journal_id IS NOT NULL
            WHERE l.order_line_id = o.id
        ) AS said WHERE o.id = NEW.id AND (o.invoiced_quantity, o.invoiced_pence) IS DISTINCT FROM (said.quantity, said.pence)
    ) THEN
        RAISE EXCEPTION 'what is invoiced is written by invoices'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_order_line_invoiced_by_invoices', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER finance_orderline_invoiced AFTER UPDATE OF invoiced_quantity, invoiced_pence ON finance_orderline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN ((OLD.invoiced_quantity, OLD.invoiced_pence) IS DISTINCT FROM (NEW.invoiced_quantity, NEW.invoiced_pence))
    EXECUTE FUNCTION finance_invoiced_by_invoices();

-- A settled exception stays settled, by whom and why.
CREATE FUNCTION finance_invoice_exception_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.settled_at IS NOT NULL OR (OLD.id, OLD.invoice_id, OLD.line_id, OLD.code, OLD.message, OLD.opened_at)
       IS DISTINCT FROM (NEW.id, NEW.invoice_id, NEW.line_id, NEW.code, NEW.message, NEW.opened_at) THEN
        RAISE EXCEPTION 'a settled exception stays as it was settled'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_invoice_exception_kept', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finance_invoice_exception_guard BEFORE UPDATE ON finance_invoiceexception
    FOR EACH ROW EXECUTE FUNCTION finance_invoice_exception_guard();

SELECT public.revoke_from_authority('finance_invoice', 'DELETE');
SELECT public.revoke_from_authority('finance_invoiceexception', 'DELETE');
SELECT public.revoke_from_authority('finance_invoiceupload', 'DELETE');
