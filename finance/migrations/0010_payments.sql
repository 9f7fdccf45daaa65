-- Payment runs: money leaves once, to the account that was approved, on two people's word. No code path and no SQL as the
-- authority's login goes around it. No schema names: this is replayed for each authority.
--
-- Order of locks: run, payments, invoices. A guard reads the run FOR SHARE: it waits for whoever is approving the run or
-- preparing its file and then sees what they did.

-- The run ------------------------------------------------------------------------------------------------------------

CREATE FUNCTION finance_payment_run_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    total bigint;
    payments bigint;
    file_pence bigint;
    file_stored boolean;
    posted bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'proposed' THEN
            RAISE EXCEPTION 'a run begins as proposed'
                USING ERRCODE = '23514', CONSTRAINT = 'finance_payment_run_begins_proposed', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.id, OLD.reference, OLD.number, OLD.bank_account_id, OLD.due_by, OLD.made_by_id, OLD.made_at)
       IS DISTINCT FROM (NEW.id, NEW.reference, NEW.number, NEW.bank_account_id, NEW.due_by, NEW.made_by_id, NEW.made_at)
       OR (OLD.approved_by_id IS NOT NULL
           AND (OLD.approved_by_id, OLD.approved_at, OLD.approved_pence, OLD.approved_count) IS DISTINCT FROM
               (NEW.approved_by_id, NEW.approved_at, NEW.approved_pence, NEW.approved_count))
       OR (OLD.state IN ('confirmed', 'cancelled') AND OLD IS DISTINCT FROM NEW)
       OR (OLD.pay_on <> NEW.pay_on AND EXISTS (SELECT FROM finance_paymentfile f WHERE f.run_id = NEW.id))
    THEN
        RAISE EXCEPTION 'what was approved stays'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_payment_run_kept', TABLE = TG_TABLE_NAME;
    END IF;
    IF OLD.state = NEW.state THEN
        RETURN NEW;
    END IF;
    IF (OLD.state, NEW.state) NOT IN (('proposed', 'approved'), ('proposed', 'cancelled'), ('approved', 'file_made'),
        ('approved', 'cancelled'), ('file_made', 'confirmed'), ('file_made', 'cancelled')) THEN
        RAISE EXCEPTION 'a run goes from proposed to approved, to its file, to paid'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_payment_run_order', TABLE = TG_TABLE_NAME;
    END IF;
    SELECT coalesce(sum(amount_pence), 0), count(*) INTO total, payments
    FROM finance_payment WHERE run_id = NEW.id AND state = 'in';
    IF NEW.state = 'approved' THEN
        IF (NEW.approved_pence, NEW.approved_count) IS DISTINCT FROM (total, payments) THEN
            RAISE EXCEPTION 'what is approved is what is in the run'
                USING ERRCODE = '23514', CONSTRAINT = 'finance_payment_run_approved_total', TABLE = TG_TABLE_NAME;
        END IF;
        IF EXISTS (SELECT FROM finance_payment WHERE run_id = NEW.id AND put_back_by_id = NEW.approved_by_id) THEN
            RAISE EXCEPTION 'who put a payment back has made the run, too'
                USING ERRCODE = '23514', CONSTRAINT = 'finance_payment_run_approver_put_back', TABLE = TG_TABLE_NAME;
        END IF;
        IF EXISTS (
            SELECT FROM finance_payment p JOIN finance_supplierbankdetails d ON d.id = p.bank_details_id
            WHERE p.run_id = NEW.id AND p.state = 'in' AND (d.state <> 'current'
                OR d.supplier_id <> p.supplier_id OR (d.sort_code, d.account_number) <> (p.sort_code, p.account_number))
        ) THEN
            RAISE EXCEPTION 'a payment goes to details that are not current'
                USING ERRCODE = '23514', CONSTRAINT = 'finance_payment_details_current', TABLE = TG_TABLE_NAME;
        END IF;
    ELSIF NEW.state IN ('file_made', 'confirmed') THEN
        SELECT total_pence, document_id IS NOT NULL INTO file_pence, file_stored
        FROM finance_paymentfile WHERE run_id = NEW.id;
        IF file_pence IS DISTINCT FROM total OR NOT coalesce(file_stored, FALSE) THEN
            RAISE EXCEPTION 'the bank file is not of this run'
                USING ERRCODE = '23514', CONSTRAINT = 'finance_payment_run_file_agrees', TABLE = TG_TABLE_NAME;
        END IF;
        IF NEW.state = 'confirmed' THEN
            SELECT sum(l.amount_pence) INTO posted
            FROM finance_journal j JOIN finance_journalline l ON l.journal_id = j.id
            JOIN finance_controlaccount c ON c.account_id = l.account_id AND c.purpose = 'creditors'
            WHERE j.id = NEW.journal_id AND j.state = 'posted' AND j.source_kind = 'finance.payment_run'
                AND j.source_id = NEW.id AND j.made_by_id = NEW.made_by_id AND j.approved_by_id = NEW.approved_by_id;
            IF posted IS DISTINCT FROM total THEN
                RAISE EXCEPTION 'the journal does not say what was paid'
                    USING ERRCODE = '23514', CONSTRAINT = 'finance_payment_run_journal_agrees', TABLE = TG_TABLE_NAME;
            END IF;
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finance_payment_run_guard BEFORE INSERT OR UPDATE ON finance_paymentrun
    FOR EACH ROW EXECUTE FUNCTION finance_payment_run_guard();
CREATE TRIGGER finance_payment_run_not_deleted BEFORE DELETE OR TRUNCATE ON finance_paymentrun
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_payment_kept', 'payment runs are cancelled, never deleted');

-- The payments ---------------------------------------------------------------------------------------------------------

CREATE FUNCTION finance_payment_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stage text;
    allowed boolean;
BEGIN
    -- 'free': anything; 'less': only out; 'fixed': the file is prepared; 'confirmed'; 'cancelled'.
    SELECT r.state INTO stage FROM finance_paymentrun r WHERE r.id = NEW.run_id FOR SHARE;
    IF stage NOT IN ('confirmed', 'cancelled') THEN
        stage := CASE WHEN EXISTS (SELECT FROM finance_paymentfile f WHERE f.run_id = NEW.run_id) THEN 'fixed'
            WHEN stage = 'proposed' THEN 'free' ELSE 'less' END;
    END IF;
    IF TG_OP = 'INSERT' THEN
        allowed := stage = 'free' AND NEW.state = 'in';
    ELSIF (OLD.id, OLD.reference, OLD.run_id, OLD.number, OLD.supplier_id, OLD.bank_details_id, OLD.account_name,
           OLD.sort_code, OLD.account_number, OLD.payee_reference)
          IS DISTINCT FROM (NEW.id, NEW.reference, NEW.run_id, NEW.number, NEW.supplier_id, NEW.bank_details_id,
           NEW.account_name, NEW.sort_code, NEW.account_number, NEW.payee_reference) THEN
        allowed := FALSE;
    ELSE
        allowed := CASE
            WHEN OLD.state = NEW.state THEN TRUE
            WHEN (OLD.state, NEW.state) = ('in', 'taken_out') THEN stage IN ('free', 'less', 'cancelled')
            WHEN (OLD.state, NEW.state) = ('taken_out', 'in') THEN stage = 'free'
            WHEN (OLD.state, NEW.state) IN (('in', 'paid'), ('paid', 'returned')) THEN stage = 'confirmed'
            ELSE FALSE
        END AND (OLD.amount_pence = NEW.amount_pence OR stage = 'free'
                 OR (stage = 'less' AND NEW.amount_pence < OLD.amount_pence));
    END IF;
    IF NOT allowed THEN
        RAISE EXCEPTION 'what is in an approved run is only taken out, and nothing once its file is prepared'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_payment_fixed', TABLE = TG_TABLE_NAME;
    END IF;
    IF NEW.state = 'returned' AND OLD.state <> 'returned' AND (
        SELECT -sum(l.amount_pence)
        FROM finance_journal j JOIN finance_journalline l ON l.journal_id = j.id
        JOIN finance_controlaccount c ON c.account_id = l.account_id AND c.purpose = 'creditors'
        WHERE j.id = NEW.return_journal_id AND j.state = 'posted' AND j.source_kind = 'finance.payment'
            AND j.source_id = NEW.id
    ) IS DISTINCT FROM NEW.amount_pence THEN
        RAISE EXCEPTION 'the journal does not say what came back'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_payment_run_journal_agrees', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finance_payment_guard BEFORE INSERT OR UPDATE ON finance_payment
    FOR EACH ROW EXECUTE FUNCTION finance_payment_guard();
CREATE TRIGGER finance_payment_not_deleted BEFORE DELETE OR TRUNCATE ON finance_payment
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_payment_kept', 'payments are taken out, never deleted');

-- What a payment settles -----------------------------------------------------------------------------------------------

CREATE FUNCTION finance_payment_item_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    run bigint;
    supplier bigint;
    stage text;
    allowed boolean;
    invoice finance_invoice;
BEGIN
    SELECT run_id, supplier_id INTO run, supplier FROM finance_payment WHERE id = NEW.payment_id;
    -- 'free': anything; 'less': only out; 'fixed': the file is prepared; 'confirmed'; 'cancelled'.
    SELECT r.state INTO stage FROM finance_paymentrun r WHERE r.id = run FOR SHARE;
    IF stage NOT IN ('confirmed', 'cancelled') THEN
        stage := CASE WHEN EXISTS (SELECT FROM finance_paymentfile f WHERE f.run_id = run) THEN 'fixed'
            WHEN stage = 'proposed' THEN 'free' ELSE 'less' END;
    END IF;
    IF TG_OP = 'INSERT' THEN
        allowed := stage = 'free' AND NEW.state = 'in';
    ELSIF (OLD.id, OLD.payment_id, OLD.invoice_id, OLD.amount_pence)
          IS DISTINCT FROM (NEW.id, NEW.payment_id, NEW.invoice_id, NEW.amount_pence) THEN
        allowed := FALSE;
    ELSE
        allowed := CASE
            WHEN OLD.state = NEW.state THEN TRUE
            WHEN (OLD.state, NEW.state) = ('in', 'out') THEN stage IN ('free', 'less', 'cancelled')
            WHEN (OLD.state, NEW.state) = ('out', 'in') THEN stage = 'free'
            WHEN (OLD.state, NEW.state) IN (('in', 'paid'), ('paid', 'returned')) THEN stage = 'confirmed'
            ELSE FALSE
        END;
    END IF;
    IF NOT allowed THEN
        RAISE EXCEPTION 'what is in an approved run is only taken out, and nothing once its file is prepared'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_payment_fixed', TABLE = TG_TABLE_NAME;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = NEW.state THEN
        RETURN NEW;
    END IF;
    IF NEW.state = 'in' THEN
        SELECT i.* INTO invoice FROM finance_invoice i WHERE i.id = NEW.invoice_id FOR UPDATE;
        IF invoice.supplier_id <> supplier OR invoice.state <> 'posted'
           OR (NEW.amount_pence < 0) <> (invoice.kind = 'credit_note')
           OR abs(NEW.amount_pence) > invoice.gross_pence - invoice.paid_pence THEN
            RAISE EXCEPTION 'an item pays a posted invoice of the supplier, at most what is open of it'
                USING ERRCODE = '23514', CONSTRAINT = 'finance_payment_item_open', TABLE = TG_TABLE_NAME;
        END IF;
    ELSIF NEW.state = 'paid' THEN
        UPDATE finance_invoice SET paid_pence = paid_pence + abs(NEW.amount_pence) WHERE id = NEW.invoice_id;
    ELSIF NEW.state = 'returned' THEN
        UPDATE finance_invoice SET paid_pence = paid_pence - abs(NEW.amount_pence) WHERE id = NEW.invoice_id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finance_payment_item_guard BEFORE INSERT OR UPDATE ON finance_paymentitem
    FOR EACH ROW EXECUTE FUNCTION finance_payment_item_guard();
CREATE TRIGGER finance_payment_item_not_deleted BEFORE DELETE OR TRUNCATE ON finance_paymentitem
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_payment_kept', 'payments are taken out, never deleted');

-- What is paid of an invoice is written by its payments and by nothing else.
CREATE FUNCTION finance_invoice_paid_by_payments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'what is paid of an invoice follows from its payments'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_invoice_paid_by_payments', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finance_invoice_paid_by_payments BEFORE UPDATE OF paid_pence ON finance_invoice
    FOR EACH ROW WHEN (OLD.paid_pence <> NEW.paid_pence) EXECUTE FUNCTION finance_invoice_paid_by_payments();

-- An invoice that is being paid is taken out of its run before it is cancelled.
CREATE FUNCTION finance_invoice_not_in_a_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM finance_paymentitem WHERE invoice_id = NEW.id AND state = 'in') THEN
        RAISE EXCEPTION 'the invoice is in a payment run'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_invoice_not_in_a_run', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finance_invoice_not_in_a_run BEFORE UPDATE OF state ON finance_invoice
    FOR EACH ROW WHEN (OLD.state = 'posted' AND NEW.state = 'cancelled') EXECUTE FUNCTION finance_invoice_not_in_a_run();

-- A run, its payments and what they settle say the same when the transaction ends ------------------------------------------

CREATE FUNCTION finance_payment_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed jsonb := to_jsonb(NEW);
    p finance_payment;
    run_state text;
    settled bigint;
    wrong boolean;
BEGIN
    FOR p IN SELECT * FROM finance_payment WHERE CASE TG_TABLE_NAME
        WHEN 'finance_payment' THEN id = (changed->>'id')::bigint
        WHEN 'finance_paymentitem' THEN id = (changed->>'payment_id')::bigint
        ELSE run_id = (changed->>'id')::bigint END
    LOOP
        SELECT state INTO run_state FROM finance_paymentrun WHERE id = p.run_id;
        SELECT sum(amount_pence) FILTER (WHERE state <> 'out'),
               bool_or(CASE p.state WHEN 'taken_out' THEN state <> 'out' ELSE state NOT IN ('out', p.state) END)
        INTO settled, wrong FROM finance_paymentitem WHERE payment_id = p.id;
        IF coalesce(wrong, TRUE)
           OR (p.state <> 'taken_out' AND settled IS DISTINCT FROM p.amount_pence)
           OR NOT (CASE run_state
                WHEN 'confirmed' THEN p.state IN ('paid', 'returned', 'taken_out')
                WHEN 'cancelled' THEN p.state = 'taken_out'
                ELSE p.state IN ('in', 'taken_out') END)
        THEN
            RAISE EXCEPTION 'a payment is what its invoices come to'
                USING ERRCODE = '23514', CONSTRAINT = 'finance_payment_whole', TABLE = 'finance_payment';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER finance_payment_whole AFTER INSERT OR UPDATE OF state, amount_pence ON finance_payment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION finance_payment_whole();
CREATE CONSTRAINT TRIGGER finance_payment_item_whole AFTER UPDATE OF state ON finance_paymentitem
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION finance_payment_whole();
CREATE CONSTRAINT TRIGGER finance_payment_item_added AFTER INSERT ON finance_paymentitem
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION finance_payment_whole();
CREATE CONSTRAINT TRIGGER finance_payment_run_whole AFTER UPDATE OF state ON finance_paymentrun
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION finance_payment_whole();

-- What a journal says about a document is taken back with the document, or books and documents would part. Deferred: an
-- invoice is cancelled after its reversal is posted.
CREATE FUNCTION finance_journal_reversed_at_its_source() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM finance_journal j WHERE j.id = NEW.reverses_id AND CASE j.source_kind
            WHEN 'finance.invoice' THEN
                EXISTS (SELECT FROM finance_invoice WHERE id = j.source_id AND journal_id = j.id AND state <> 'cancelled')
            WHEN 'finance.receipt' THEN EXISTS (SELECT FROM finance_receipt WHERE id = j.source_id AND journal_id = j.id)
            WHEN 'finance.payment_run' THEN
                EXISTS (SELECT FROM finance_paymentrun WHERE id = j.source_id AND journal_id = j.id)
            WHEN 'finance.payment' THEN
                EXISTS (SELECT FROM finance_payment WHERE id = j.source_id AND return_journal_id = j.id)
            ELSE FALSE END
    ) THEN
        RAISE EXCEPTION 'a document stands behind journal %', NEW.reverses_id
            USING ERRCODE = '23514', CONSTRAINT = 'finance_journal_reversed_at_its_source', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER finance_journal_reversed_at_its_source AFTER UPDATE ON finance_journal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.state <> 'posted' AND NEW.state = 'posted' AND NEW.reverses_id IS NOT NULL)
    EXECUTE FUNCTION finance_journal_reversed_at_its_source();

-- Open items taken on have no journal and no approver of their own: the opening balances, which two people posted, hold
-- them. More open items than the creditors' account owes are somebody's invention, and nothing of them is paid.
CREATE FUNCTION finance_open_items_beyond_ledger() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT greatest(0, (
        SELECT coalesce(sum(CASE kind WHEN 'credit_note' THEN paid_pence - gross_pence ELSE gross_pence - paid_pence END), 0)
        FROM finance_invoice WHERE state = 'posted' AND gross_pence <> paid_pence
    ) + (
        SELECT coalesce(sum(b.debit_pence - b.credit_pence), 0)
        FROM finance_balance b JOIN finance_controlaccount c ON c.account_id = b.account_id AND c.purpose = 'creditors'
    ))::bigint
$$;
DO $$ BEGIN
    IF to_regrole(current_schema()) IS NOT NULL THEN
        EXECUTE format('GRANT EXECUTE ON FUNCTION finance_open_items_beyond_ledger() TO %I', current_schema());
    END IF;
END $$;
CREATE FUNCTION finance_payment_items_owed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM new_rows n JOIN finance_invoice i ON i.id = n.invoice_id WHERE i.source = 'take_on')
       AND finance_open_items_beyond_ledger() > 0 THEN
        RAISE EXCEPTION 'open items are more than the creditors account owes'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_payment_item_owed', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER finance_payment_items_owed AFTER INSERT ON finance_paymentitem
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION finance_payment_items_owed();

-- The bank file --------------------------------------------------------------------------------------------------------

CREATE FUNCTION finance_payment_file_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    run finance_paymentrun;
    total bigint;
    payments bigint;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.document_id IS NOT NULL OR to_jsonb(OLD) - 'document_id' IS DISTINCT FROM to_jsonb(NEW) - 'document_id' THEN
            RAISE EXCEPTION 'a bank file never changes'
                USING ERRCODE = '23514', CONSTRAINT = 'finance_payment_file_kept', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NEW;
    END IF;
    SELECT * INTO run FROM finance_paymentrun WHERE id = NEW.run_id FOR UPDATE;
    SELECT coalesce(sum(amount_pence), 0), count(*) INTO total, payments
    FROM finance_payment WHERE run_id = NEW.run_id AND state = 'in';
    IF run.state <> 'approved' OR NEW.document_id IS NOT NULL OR (NEW.total_pence, NEW.count) IS DISTINCT FROM (total, payments)
       OR total > run.approved_pence OR payments > run.approved_count THEN
        RAISE EXCEPTION 'a bank file pays what was approved, less what was taken out'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_payment_file_approved', TABLE = TG_TABLE_NAME;
    END IF;
    -- Details that were found to be forged after the approval are no longer current.
    IF EXISTS (
        SELECT FROM finance_payment p JOIN finance_supplierbankdetails d ON d.id = p.bank_details_id
        WHERE p.run_id = NEW.run_id AND p.state = 'in' AND d.state <> 'current'
    ) THEN
        RAISE EXCEPTION 'a payment goes to details that are not current'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_payment_details_current', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finance_payment_file_guard BEFORE INSERT OR UPDATE ON finance_paymentfile
    FOR EACH ROW EXECUTE FUNCTION finance_payment_file_guard();
CREATE TRIGGER finance_payment_file_not_deleted BEFORE DELETE OR TRUNCATE ON finance_paymentfile
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_payment_file_kept', 'a bank file never changes');

SELECT public.revoke_from_authority('finance_paymentrun', 'DELETE');
SELECT public.revoke_from_authority('finance_payment', 'DELETE');
SELECT public.revoke_from_authority('finance_paymentitem', 'DELETE');
SELECT public.revoke_from_authority('finance_paymentfile', 'DELETE');
