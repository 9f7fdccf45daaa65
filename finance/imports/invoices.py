"""Files of invoices: one row a line, rows of one invoice together by its number; and open items of a new authority."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.imports.specs import CheckContext, Column, ImportRow, ImportSpec, register
from finance.models import Account, CostCentre, Invoice, Objective, PurchaseOrder, Supplier, VatCode
from finance.rules.duplicates import number_key
from finance.services.invoices import NewInvoice, NewLine, enter_invoices, match_invoices
from finance.services.invoices.matching import posting_dates

KINDS = {"Invoice": "invoice", "Credit note": "credit_note"}


def _groups(rows: Iterable[ImportRow]) -> list[list[ImportRow]]:
    """The rows of each invoice, in the order they come."""
    found: dict[tuple[Any, ...], list[ImportRow]] = {}
    for row in rows:
        key = (row["supplier"], row["kind"] or "invoice", (row["supplier_number"] or "").upper())
        found.setdefault(key, []).append(row)
    return list(found.values())


def _new(rows: list[ImportRow]) -> NewInvoice:
    head = rows[0]
    return NewInvoice(
        kind=head["kind"] or Invoice.Kind.INVOICE,
        supplier=head["supplier"],
        supplier_number=head["supplier_number"],
        dated_on=head["dated_on"],
        received_on=head["received_on"],
        due_on=head["due_on"],
        order=head["order"] or "",
        credits=head["credits"] or "",
        gross_pence=head["gross_pence"],
        where=f"row {head.number}",
        lines=[
            NewLine(
                description=row["description"] or "",
                quantity=row["quantity"] if row["quantity"] is not None else Decimal(1),
                net_pence=row["net_pence"],
                vat_code=row["vat_code"] or "",
                vat_pence=row["vat_pence"],
                order_line=row["order_line"],
                account=row["account"] or "",
                cost_centre=row["cost_centre"],
                objective=row["objective"],
                project=row["project"],
            )
            for row in rows
        ],
    )


def _check(rows: list[ImportRow], context: CheckContext) -> None:
    """Nine queries, however many rows."""
    good = [row for row in rows if row.ok]
    suppliers = {s.number: s for s in Supplier.objects.filter(number__in={r["supplier"] for r in good})}
    orders = {
        o.number: o
        for o in PurchaseOrder.objects.filter(
            number__in={r["order"] for r in good if r["order"]}
        ).prefetch_related("lines")
    }
    known = _known(good)
    before = _entered_before(suppliers, good)
    for row in good:
        supplier = suppliers.get(row["supplier"])
        if supplier is None:
            row.problem(
                "supplier",
                f"There is no supplier {row['supplier']}.",
                next_step="Correct the number, or add the supplier first.",
            )
            continue
        if supplier.state == "closed":
            row.problem(
                "supplier",
                f"{supplier} is closed.",
                next_step="Send the invoice back, or have it opened again.",
            )
        _check_order(row, supplier, orders)
        for name, codes in known.items():
            if row[name] and row[name] not in codes:
                row.problem(
                    name, f"There is no {name.replace('_', ' ')} {row[name]}.", next_step="Correct the code."
                )
        if row["dated_on"] > context.today:
            row.problem("dated_on", "The date is still to come.", next_step="Give the date on the invoice.")
        if row["quantity"] is not None and row["quantity"] <= 0:
            row.problem("quantity", "A quantity is above nothing.")
        if not row["account"] and row["order_line"] is None:
            row.problem(
                "account",
                "Nothing says what it is coded to.",
                next_step="Give the account, or the order's line.",
            )
        if not row["vat_code"] and row["order_line"] is None:
            row.problem("vat_code", "A VAT code is missing.", next_step="Give one, or the order's line.")
        key = (supplier.pk, row["kind"] or "invoice", number_key(row["supplier_number"]), row["dated_on"])
        if key in before:
            row.problem(
                "supplier_number",
                f"It was entered before, as {before[key]}.",
                next_step="Take it out of the file.",
            )
        row.outcome = "new"
    _check_dates(good)
    _check_totals(good)


def _known(rows: list[ImportRow]) -> dict[str, set[str]]:
    return {
        name: set(
            model._default_manager.filter(code__in={r[name] for r in rows if r[name]}).values_list(
                "code", flat=True
            )
        )
        for name, model in (
            ("account", Account),
            ("cost_centre", CostCentre),
            ("objective", Objective),
            ("vat_code", VatCode),
        )
    }


def _entered_before(suppliers: dict[str, Supplier], rows: list[ImportRow]) -> dict[tuple[Any, ...], str]:
    found = Invoice.objects.filter(
        supplier__in=suppliers.values(),
        supplier_number_key__in={number_key(r["supplier_number"]) for r in rows},
    ).exclude(state__in=("rejected", "cancelled"))
    return {
        (i.supplier_id, i.kind, i.supplier_number_key, i.dated_on): i.number
        for i in found.only("supplier_id", "kind", "supplier_number_key", "dated_on", "number")
    }


def _check_order(row: ImportRow, supplier: Supplier, orders: dict[str, PurchaseOrder]) -> None:
    if not row["order"]:
        if row["order_line"] is not None:
            row.problem("order", "A line of an order needs the order's number.")
        return
    order = orders.get(row["order"])
    if order is None or order.supplier_id != supplier.pk:
        row.problem(
            "order",
            f"There is no order {row['order']} with {supplier.name}.",
            next_step="Correct the number, or leave it out: an approver then looks at it.",
        )
    elif order.state == "cancelled":
        row.problem("order", f"Order {order.number} was cancelled.", next_step="Send the invoice back.")
    elif row["order_line"] is not None and row["order_line"] not in {
        line.number for line in order.lines.all()
    }:
        row.problem("order_line", f"Order {order.number} has no line {row['order_line']}.")


def _check_dates(rows: list[ImportRow]) -> None:
    """What is dated in a closed period is posted in the next open one; without one, nowhere."""
    try:
        if rows:
            posting_dates({row["dated_on"] for row in rows})
    except Refused as refused:
        for row in rows:
            try:
                posting_dates({row["dated_on"]})
            except Refused:
                row.problem("dated_on", refused.message, next_step=refused.next_step)


def _check_totals(rows: list[ImportRow]) -> None:
    rates = dict(VatCode.objects.values_list("code", "rate_basis_points"))
    from finance.rules.vat import vat_on

    for group in _groups(rows):
        head = group[0]
        for row in group[1:]:
            for name in ("dated_on", "order", "gross_pence"):
                if row[name] != head[name] and row[name] is not None:
                    row.problem(
                        name,
                        f"It differs from row {head.number}, which is of the same invoice.",
                        next_step="Give every line of an invoice the same, or leave it out.",
                    )
        if head["gross_pence"] is None or any(r["vat_pence"] is None and not r["vat_code"] for r in group):
            continue
        total = sum(
            r["net_pence"]
            + (
                vat_on(r["net_pence"], rates.get(r["vat_code"], 0))
                if r["vat_pence"] is None
                else r["vat_pence"]
            )
            for r in group
        )
        if total != head["gross_pence"]:
            head.problem(
                "gross_pence",
                f"The lines come to £{total / 100:,.2f} with VAT, not £{head['gross_pence'] / 100:,.2f}.",
                next_step="Compare the lines with the paper.",
            )


def _apply(*, actor: Actor, rows: list[ImportRow], today: date) -> dict[str, int]:
    entered = enter_invoices(
        actor=actor,
        invoices=[_new(group) for group in _groups(rows)],
        today=today,
        source=Invoice.Source.FILE,
    )
    outcome = match_invoices(actor=actor, ids=[invoice.pk for invoice in entered], today=today)
    return {
        "added": len(entered),
        "posted": outcome.posted,
        "awaiting": outcome.awaiting,
        "exceptions": outcome.exceptions,
    }


def _check_open_items(rows: list[ImportRow], context: CheckContext) -> None:
    good = [row for row in rows if row.ok]
    suppliers = {s.number: s for s in Supplier.objects.filter(number__in={r["supplier"] for r in good})}
    before = _entered_before(suppliers, good)
    accounts = set(
        Account.objects.filter(code__in={r["account"] for r in good}).values_list("code", flat=True)
    )
    for row in good:
        supplier = suppliers.get(row["supplier"])
        if supplier is None:
            row.problem(
                "supplier", f"There is no supplier {row['supplier']}.", next_step="Load suppliers first."
            )
            continue
        if row["dated_on"] > context.today:
            row.problem("dated_on", "The date is still to come.")
        if row["account"] not in accounts:
            row.problem("account", f"There is no account {row['account']}.")
        if row["gross_pence"] <= 0 or not 0 <= (row["paid_pence"] or 0) < row["gross_pence"]:
            row.problem("gross_pence", "An open item is above nothing, and not all of it is paid.")
        key = (supplier.pk, row["kind"] or "invoice", number_key(row["supplier_number"]), row["dated_on"])
        if key in before:
            row.problem("supplier_number", f"It was entered before, as {before[key]}.")
        row.outcome = "new"


def _apply_open_items(*, actor: Actor, rows: list[ImportRow], today: date) -> dict[str, int]:
    """The balance is the take-on's; VAT was accounted for in the old system, so each is one line outside its scope."""
    entered = enter_invoices(
        actor=actor,
        invoices=[
            NewInvoice(
                kind=row["kind"] or Invoice.Kind.INVOICE,
                supplier=row["supplier"],
                supplier_number=row["supplier_number"],
                dated_on=row["dated_on"],
                received_on=row["received_on"] or row["dated_on"],
                due_on=row["due_on"],
                description=row["description"] or "Open item taken on",
                paid_pence=row["paid_pence"] or 0,
                where=f"row {row.number}",
                lines=[
                    NewLine(
                        description=row["description"] or "Open item taken on",
                        quantity=Decimal(1),
                        net_pence=row["gross_pence"],
                        vat_code="O",
                        vat_pence=0,
                        account=row["account"],
                    )
                ],
            )
            for row in rows
        ],
        today=today,
        source=Invoice.Source.TAKE_ON,
    )
    return {"added": len(entered)}


SUPPLIER = Column("supplier", "Supplier", kind="code", required=True, example="S00001", max_length=12)
NUMBER = Column("supplier_number", "Invoice number", required=True, example="FT-1001", max_length=60)
DATED = Column("dated_on", "Invoice date", kind="date", required=True, example="15/10/2026")
KIND = Column("kind", "Kind", kind="choice", choices=KINDS, example="Invoice")
RECEIVED = Column("received_on", "Received on", kind="date", example="17/10/2026")
DUE = Column("due_on", "Due on", kind="date", example="16/11/2026")


def offer() -> None:
    """Offer both files."""
    register(
        ImportSpec(
            kind="finance.invoices",
            label="Invoices",
            permission="finance.enter_invoice",
            function="finance",
            order=65,
            opens=("finance:invoices",),
            description="One row for each line of an invoice or credit note. Rows with the same supplier and invoice"
            " number are one invoice; they are matched at once.",
            columns=[
                SUPPLIER,
                NUMBER,
                DATED,
                KIND,
                RECEIVED,
                DUE,
                Column("order", "Order", kind="code", example="PO000001", max_length=12),
                Column("credits", "Takes back", kind="code", help="Our number of the invoice", max_length=12),
                Column("gross_pence", "Invoice total", kind="money", example="960.00"),
                Column("order_line", "Order line", kind="integer", example="1"),
                Column("description", "Description", example="Tyres 205/55", max_length=200),
                Column("quantity", "Quantity", kind="decimal", example="10"),
                Column("net_pence", "Net", kind="money", required=True, example="800.00"),
                Column("vat_code", "VAT code", kind="code", example="S", max_length=10),
                Column("vat_pence", "VAT", kind="money", example="160.00"),
                Column("account", "Account", kind="code", example="2010", max_length=20),
                Column("cost_centre", "Cost centre", kind="code", example="A100", max_length=20),
                Column("objective", "Objective", kind="code", example="01.01", max_length=20),
                Column("project", "Project", kind="code", max_length=20),
            ],
            key=(),
            check=_check,
            apply=_apply,
        )
    )
    register(
        ImportSpec(
            kind="finance.open_items",
            label="Open supplier items",
            permission="finance.enter_invoice",
            function="finance",
            order=64,
            opens=("finance:invoices",),
            description="What was owed to suppliers when the authority came here. The opening balances hold the total"
            " already, so nothing is posted.",
            columns=[
                SUPPLIER,
                NUMBER,
                DATED,
                KIND,
                RECEIVED,
                DUE,
                Column("description", "Description", example="Fuel, September", max_length=200),
                Column("gross_pence", "Total", kind="money", required=True, example="960.00"),
                Column("paid_pence", "Paid of it", kind="money", example="0.00"),
                Column("account", "Account", kind="code", required=True, example="8500", max_length=20),
            ],
            key=("supplier", "supplier_number", "dated_on"),
            check=_check_open_items,
            apply=_apply_open_items,
        )
    )
