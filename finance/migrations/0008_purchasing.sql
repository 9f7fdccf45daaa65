-- Bank details change on two people's word after a call back, what was approved is what is ordered, and what was received is
-- what the receipts say, posted. No code path or SQL as the authority's login goes around it. No schema names: this is
-- replayed for each authority.

-- Bank details ------------------------------------------------------------------------------------------------------

CREATE FUNCTION finance_bank_details_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'proposed' OR NEW.decided_by_id IS NOT NULL THEN
            RAISE EXCEPTION 'bank details begin as proposed'
                USING ERRCODE = '23514', CONSTRAINT = 'finance_bank_details_begin_proposed', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NEW;
    END IF;
    IF OLD IS NOT DISTINCT FROM NEW THEN
        RETURN NEW;
    END IF;
    IF (OLD.id, OLD.reference, OLD.supplier_id, OLD.account_name, OLD.sort_code, OLD.account_number, OLD.roll_number,
        OLD.proposed_by_id, OLD.proposed_at, OLD.evidence)
       IS DISTINCT FROM
       (NEW.id, NEW.reference, NEW.supplier_id, NEW.account_name, NEW.sort_code, NEW.account_number, NEW.roll_number,
        NEW.proposed_by_id, NEW.proposed_at, NEW.evidence)
       OR (OLD.state, NEW.state) NOT IN (('proposed', 'current'), ('proposed', 'rejected'), ('current', 'superseded'))
       OR (OLD.state = 'current' AND
           (OLD.decided_by_id, OLD.decided_at, OLD.called_number, OLD.called_source, OLD.called_person, OLD.called_on,
            OLD.called_note, OLD.reason)
           IS DISTINCT FROM
           (NEW.decided_by_id, NEW.decided_at, NEW.called_number, NEW.called_source, NEW.called_person, NEW.called_on,
            NEW.called_note, NEW.reason))
    THEN
        RAISE EXCEPTION 'bank details and the record of the call back stay'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_bank_details_kept', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finance_bank_details_guard BEFORE INSERT OR UPDATE ON finance_supplierbankdetails
    FOR EACH ROW EXECUTE FUNCTION finance_bank_details_guard();

-- Two delegations at once: the person who stands in could not be named.
ALTER TABLE finance_delegation ADD CONSTRAINT finance_delegation_no_overlap EXCLUDE USING gist (
    int8range(from_member_id, from_member_id, '[]') WITH &&, daterange(starts_on, ends_before) WITH &&);

-- Who may approve how much, and who stands in, is given once and ended: raised for a moment and put back, it would tell
-- nothing of what was approved meanwhile.
CREATE TRIGGER finance_approval_limit_kept BEFORE UPDATE ON finance_approvallimit
    FOR EACH ROW WHEN ((to_jsonb(OLD) - 'ends_before') IS DISTINCT FROM (to_jsonb(NEW) - 'ends_before')
        OR OLD.ends_before < coalesce(NEW.ends_before, 'infinity'))
    EXECUTE FUNCTION finance_refuse('finance_approval_limit_kept', 'an approval limit is ended, never changed');
CREATE TRIGGER finance_delegation_kept BEFORE UPDATE ON finance_delegation
    FOR EACH ROW WHEN ((to_jsonb(OLD) - 'ends_before') IS DISTINCT FROM (to_jsonb(NEW) - 'ends_before')
        OR OLD.ends_before < NEW.ends_before)
    EXECUTE FUNCTION finance_refuse('finance_delegation_kept', 'a delegation is ended, never changed');

-- Requisitions ------------------------------------------------------------------------------------------------------

CREATE FUNCTION finance_requisition_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' OR NEW.decided_by_id IS NOT NULL THEN
            RAISE EXCEPTION 'a requisition begins as a draft'
                USING ERRCODE = '23514', CONSTRAINT = 'finance_requisition_begins_as_draft', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.id, OLD.reference, OLD.number, OLD.made_by_id, OLD.made_at)
       IS DISTINCT FROM (NEW.id, NEW.reference, NEW.number, NEW.made_by_id, NEW.made_at)
       OR (OLD.state <> 'draft' AND
           (OLD.title, OLD.supplier_id, OLD.needed_on, OLD.deliver_to, OLD.reason)
           IS DISTINCT FROM (NEW.title, NEW.supplier_id, NEW.needed_on, NEW.deliver_to, NEW.reason))
       OR (OLD.state IN ('approved', 'ordered') AND NEW.state IN ('approved', 'ordered') AND
           (OLD.decided_by_id, OLD.decided_for_id, OLD.decided_at)
           IS DISTINCT FROM (NEW.decided_by_id, NEW.decided_for_id, NEW.decided_at))
       OR (OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
           ('draft', 'awaiting'), ('draft', 'cancelled'), ('awaiting', 'draft'), ('awaiting', 'approved'),
           ('awaiting', 'rejected'), ('rejected', 'draft'), ('rejected', 'cancelled'), ('approved', 'ordered'),
           ('approved', 'cancelled')))
    THEN
        RAISE EXCEPTION 'what is approved is what was submitted'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_requisition_kept', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finance_requisition_guard BEFORE INSERT OR UPDATE ON finance_requisition
    FOR EACH ROW EXECUTE FUNCTION finance_requisition_guard();

-- FOR SHARE waits for whoever submits or approves it.
CREATE FUNCTION finance_requisition_lines_of_drafts_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[] := ARRAY[]::bigint[];
    others bigint;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        touched := touched || OLD.requisition_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        touched := touched || NEW.requisition_id;
    END IF;
    SELECT count(*) FILTER (WHERE state <> 'draft') INTO others FROM (
        SELECT state FROM finance_requisition WHERE id = ANY (touched) ORDER BY id FOR SHARE) AS locked;
    IF others > 0 THEN
        RAISE EXCEPTION 'lines change only while their requisition is a draft'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_requisition_kept', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER finance_requisitionline_guard BEFORE INSERT OR UPDATE OR DELETE ON finance_requisitionline
    FOR EACH ROW EXECUTE FUNCTION finance_requisition_lines_of_drafts_only();

-- Orders ------------------------------------------------------------------------------------------------------------

ALTER TABLE finance_requisitionline ADD CONSTRAINT finance_requisition_line_net_adds_up
    CHECK (net_pence = round(quantity * unit_price_pence));
ALTER TABLE finance_orderline ADD CONSTRAINT finance_order_line_net_adds_up
    CHECK (net_pence = round(quantity * unit_price_pence));
ALTER TABLE finance_orderline ADD CONSTRAINT finance_order_line_received_adds_up
    CHECK (received_pence = round(received_quantity * unit_price_pence));

CREATE FUNCTION finance_order_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'issued' THEN
            RAISE EXCEPTION 'an order begins as issued'
                USING ERRCODE = '23514', CONSTRAINT = 'finance_order_begins_issued', TABLE = TG_TABLE_NAME;
        END IF;
        IF NEW.origin <> 'take_on' AND NOT EXISTS (
            SELECT FROM finance_requisition r WHERE r.id = NEW.requisition_id AND r.state IN ('approved', 'ordered')
                AND r.decided_by_id = NEW.approved_by_id AND coalesce(r.supplier_id, NEW.supplier_id) = NEW.supplier_id
            FOR SHARE)
        THEN
            RAISE EXCEPTION 'an order follows an approved requisition'
                USING ERRCODE = '23514', CONSTRAINT = 'finance_order_of_approved', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.id, OLD.reference, OLD.number, OLD.supplier_id, OLD.requisition_id, OLD.ordered_on, OLD.made_by_id,
        OLD.made_at, OLD.approved_by_id, OLD.origin)
       IS DISTINCT FROM
       (NEW.id, NEW.reference, NEW.number, NEW.supplier_id, NEW.requisition_id, NEW.ordered_on, NEW.made_by_id,
        NEW.made_at, NEW.approved_by_id, NEW.origin)
       OR (OLD.state <> NEW.state AND OLD.state <> 'issued')
    THEN
        RAISE EXCEPTION 'what was ordered, and who approved it, stays'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_order_kept', TABLE = TG_TABLE_NAME;
    END IF;
    IF NEW.state = 'cancelled' AND OLD.state <> 'cancelled' AND EXISTS (
        SELECT FROM finance_orderline WHERE order_id = NEW.id AND received_quantity <> 0)
    THEN
        RAISE EXCEPTION 'something was received'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_order_cancelled_unreceived', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finance_order_guard BEFORE INSERT OR UPDATE ON finance_purchaseorder
    FOR EACH ROW EXECUTE FUNCTION finance_order_guard();

-- An order never becomes dearer than what was approved; what is received is written from receipts and nowhere else.
CREATE FUNCTION finance_order_line_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_requisition bigint;
    approved bigint;
    ordered bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.received_quantity <> 0 OR NEW.received_pence <> 0 OR NEW.invoiced_quantity <> 0
           OR NEW.invoiced_pence <> 0 THEN
            RAISE EXCEPTION 'nothing of a new line has come'
                USING ERRCODE = '23514', CONSTRAINT = 'finance_order_line_received_by_receipts', TABLE = TG_TABLE_NAME;
        END IF;
        SELECT requisition_id INTO of_requisition FROM finance_purchaseorder WHERE id = NEW.order_id FOR NO KEY UPDATE;
        IF of_requisition IS NOT NULL THEN
            SELECT sum(net_pence) INTO approved FROM finance_requisitionline WHERE requisition_id = of_requisition;
            SELECT coalesce(sum(net_pence), 0) INTO ordered FROM finance_orderline WHERE order_id = NEW.order_id;
            IF ordered + NEW.net_pence > approved THEN
                RAISE EXCEPTION 'more is ordered than was approved'
                    USING ERRCODE = '23514', CONSTRAINT = 'finance_order_within_approval', TABLE = TG_TABLE_NAME;
            END IF;
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.received_quantity, OLD.received_pence) IS DISTINCT FROM (NEW.received_quantity, NEW.received_pence)
       AND pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'what was received is written by receipts'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_order_line_received_by_receipts', TABLE = TG_TABLE_NAME;
    END IF;
    IF NEW.net_pence > OLD.net_pence THEN
        RAISE EXCEPTION 'more is ordered than was approved'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_order_within_approval', TABLE = TG_TABLE_NAME;
    END IF;
    IF (OLD.id, OLD.order_id, OLD.number, OLD.account_id, OLD.cost_centre_id, OLD.objective_id, OLD.project_id)
       IS DISTINCT FROM
       (NEW.id, NEW.order_id, NEW.number, NEW.account_id, NEW.cost_centre_id, NEW.objective_id, NEW.project_id)
       OR (OLD.unit_price_pence <> NEW.unit_price_pence AND OLD.received_quantity <> 0)
    THEN
        RAISE EXCEPTION 'the coding of an order line, and the price of what was received, stay'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_order_kept', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finance_orderline_guard BEFORE INSERT OR UPDATE ON finance_orderline
    FOR EACH ROW EXECUTE FUNCTION finance_order_line_guard();

-- Receipts ----------------------------------------------------------------------------------------------------------

CREATE FUNCTION finance_receipt_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.journal_id IS NOT NULL
           OR (OLD.id, OLD.reference, OLD.number, OLD.order_id, OLD.kind, OLD.received_on, OLD.delivery_note, OLD.reason,
               OLD.key, OLD.made_by_id, OLD.made_at)
              IS DISTINCT FROM
              (NEW.id, NEW.reference, NEW.number, NEW.order_id, NEW.kind, NEW.received_on, NEW.delivery_note, NEW.reason,
               NEW.key, NEW.made_by_id, NEW.made_at)
        THEN
            RAISE EXCEPTION 'receipts stay'
                USING ERRCODE = '23514', CONSTRAINT = 'finance_receipt_kept', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT FROM finance_purchaseorder WHERE id = NEW.order_id AND approved_by_id = NEW.made_by_id) THEN
        RAISE EXCEPTION 'who approved an order does not receive it'
            USING ERRCODE = '23514', CONSTRAINT = 'finance_receipt_by_another', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finance_receipt_guard BEFORE INSERT OR UPDATE ON finance_receipt
    FOR EACH ROW EXECUTE FUNCTION finance_receipt_guard();

-- Keeps the order's lines at the sum of their receipts; the rows of the order are locked, so two receipts follow each other.
CREATE FUNCTION finance_receive() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong text;
BEGIN
    PERFORM FROM finance_orderline WHERE id IN (SELECT order_line_id FROM new_rows) ORDER BY id FOR NO KEY UPDATE;
    SELECT CASE
        WHEN r.order_id <> l.order_id THEN 'finance_receipt_of_its_order'
        -- Two receipts in one statement would each be held against what was there before both.
        WHEN (SELECT count(*) FROM new_rows o WHERE o.order_line_id = n.order_line_id) > 1 THEN 'finance_receipt_line_once'
        WHEN r.journal_id IS NOT NULL THEN 'finance_receipt_kept'
        WHEN (r.kind = 'return') <> (n.quantity < 0) THEN 'finance_receipt_sign'
        WHEN l.received_quantity + n.quantity < 0 THEN 'finance_order_line_received_not_below_nothing'
        WHEN n.quantity > 0 AND l.received_quantity + n.quantity
             > l.quantity * (10000 + coalesce(c.over_receipt_basis_points, 0)) / 10000
            THEN 'finance_receipt_within_tolerance'
        WHEN n.quantity > 0 AND o.state <> 'issued' THEN 'finance_receipt_order_open'
        WHEN n.net_pence <> round((l.received_quantity + n.quantity) * l.unit_price_pence) - l.received_pence
            THEN 'finance_receipt_line_adds_up'
        END INTO wrong
    FROM new_rows n
    JOIN finance_receipt r ON r.id = n.receipt_id
    JOIN finance_orderline l ON l.id = n.order_line_id
    JOIN finance_purchaseorder o ON o.id = l.order_id
    LEFT JOIN finance_category c ON c.id = l.category_id
    ORDER BY 1 NULLS LAST LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'the receipt does not fit its order'
            USING ERRCODE = '23514', CONSTRAINT = wrong, TABLE = TG_TABLE_NAME;
    END IF;
    UPDATE finance_orderline l SET received_quantity = l.received_quantity + n.quantity,
        received_pence = l.received_pence + n.net_pence
    FROM (SELECT order_line_id, sum(quantity) AS quantity, sum(net_pence) AS net_pence
          FROM new_rows GROUP BY order_line_id) AS n
    WHERE l.id = n.order_line_id;
    RETURN NULL;
END $$;
CREATE TRIGGER finance_receiptline_received AFTER INSERT ON finance_receiptline
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION finance_receive();
CREATE TRIGGER finance_receiptline_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON finance_receiptline
    FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse('finance_receipt_kept', 'receipts stay');

-- What was received is posted in the same transaction, or not received. Deferred: its lines and its journal follow it.
CREATE FUNCTION finance_receipt_posted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    total bigint;
    counted bigint;
    posted bigint;
BEGIN
    SELECT coalesce(sum(net_pence), 0), count(*) INTO total, counted FROM finance_receiptline WHERE receipt_id = NEW.id;
    SELECT coalesce(sum(l.amount_pence) FILTER (WHERE a.purpose = 'goods_received'), 0) INTO posted
    FROM finance_receipt r
    JOIN finance_journal j ON j.id = r.journal_id AND j.state = 'posted' AND j.source_kind = 'finance.receipt'
        AND j.source_id = r.id
    JOIN finance_journalline l ON l.journal_id = j.id
    LEFT JOIN finance_controlaccount a ON a.account_id = l.account_id AND a.purpose = 'goods_received'
    WHERE r.id = NEW.id;
    IF counted = 0 OR posted <> -total THEN
        RAISE EXCEPTION 'received %, posted %', total, posted
            USING ERRCODE = '23514', CONSTRAINT = 'finance_receipt_posted', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER finance_receipt_posted AFTER INSERT ON finance_receipt
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION finance_receipt_posted();

SELECT public.revoke_from_authority('finance_category', 'DELETE');
SELECT public.revoke_from_authority('finance_supplier', 'DELETE');
SELECT public.revoke_from_authority('finance_supplierbankdetails', 'DELETE');
SELECT public.revoke_from_authority('finance_approvallimit', 'DELETE');
SELECT public.revoke_from_authority('finance_delegation', 'DELETE');
SELECT public.revoke_from_authority('finance_requisition', 'DELETE');
SELECT public.revoke_from_authority('finance_purchaseorder', 'DELETE');
SELECT public.revoke_from_authority('finance_orderline', 'DELETE');
SELECT public.revoke_from_authority('finance_receipt', 'DELETE');
SELECT public.revoke_from_authority('finance_receiptline', 'UPDATE, DELETE');
