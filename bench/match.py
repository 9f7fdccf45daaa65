"""The three-way match: 50,000 invoices against their orders and receipts, in the job's chunks, posting what agrees.

Orders, receipts and invoices are written by the owner straight into the tables, because making them is not what is measured;
matching and posting go through the product's own service, as the authority.
"""

from __future__ import annotations

import time

from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from backoffice.clock import business_date
from backoffice.config.demonstration import actor_with
from backoffice.tenancy.current import in_authority
from backoffice.tenancy.names import role_for
from bench.authorities import DEMONSTRATION, tidy
from finance.jobs.invoices import CHUNK
from finance.models import Invoice
from finance.services import ensure_year
from finance.services.invoices import match_invoices

INVOICES = 50_000
SUPPLIERS = 500
YEAR = "2026/27"
GUARDS = {  # what was ordered and received otherwise follows from requisitions and receipts alone
    "finance_purchaseorder": "finance_order_guard",
    "finance_orderline": "finance_orderline_guard",
}


def measure() -> dict[str, float]:
    """Invoices matched and posted in a second, and statements for each thousand of them."""
    slug = DEMONSTRATION.slug
    with in_authority(slug):
        actor = actor_with(slug, "finance_officer")
        approver = actor_with(slug, "payroll_approver")  # any other member: whose word the orders rest on
        ensure_year(actor=actor, financial_year=YEAR)
        last = Invoice.objects.order_by("-id").values_list("id", flat=True).first() or 0
    _make(role_for(slug), actor.member_id, approver.member_id, last)
    tidy(slug)
    with in_authority(slug):
        ids = list(Invoice.objects.filter(id__gt=last).order_by("id").values_list("id", flat=True))
        statements = posted = 0
        started = time.perf_counter()
        for start in range(0, len(ids), CHUNK):
            with CaptureQueriesContext(connection) as queries, transaction.atomic():
                outcome = match_invoices(actor=actor, ids=ids[start : start + CHUNK], today=business_date())
            statements += len(queries)
            posted += outcome.posted
        seconds = time.perf_counter() - started
    assert posted == INVOICES, f"{posted} of {INVOICES} posted"
    print(f"  {posted:,} invoices matched and posted in {seconds:.1f} s, {statements} statements")
    return {
        "match.invoices_per_second": round(posted / seconds, 1),
        "match.queries_per_1000": round(statements * 1000 / posted, 2),
    }


def _make(schema: str, maker: int, approver: int, last: int) -> None:
    """An order of two lines, received, and an invoice of it, for each number."""
    run = str(last)  # numbers of one run after another differ
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(f'SET LOCAL search_path TO "{schema}", public')
        for table, guard in GUARDS.items():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {guard}")
        cursor.execute(
            "INSERT INTO finance_supplier (reference, number, name, trading_name, kind,"
            " company_number, vat_number, address,"
            " email, phone, remittance_email, state, hold_reason, payment_days, made_by_id, made_at)"
            " SELECT substr(md5(%(run)s || 's' || n), 1, 12), 'B' || %(run)s || '-' || n, 'Bench"
            " Supplier ' || n, '',"
            " 'business', '', '', '', '', '', '', 'open', '', 30, %(maker)s, now() FROM"
            " generate_series(1, %(suppliers)s) n",
            {"run": run, "maker": maker, "suppliers": SUPPLIERS},
        )
        given = {"run": run, "maker": maker, "approver": approver, "count": INVOICES, "suppliers": SUPPLIERS}
        cursor.execute(
            "INSERT INTO finance_purchaseorder (reference, number, supplier_id, title, state,"
            " ordered_on, deliver_to, made_by_id,"
            " made_at, approved_by_id, sent_to, ended_reason, origin)"
            " SELECT substr(md5(%(run)s || 'o' || n), 1, 12), 'B' || %(run)s || '-' || n, s.id,"
            " 'Bench', 'issued', '2026-09-01',"
            " '', %(maker)s, now(), %(approver)s, '', '', ''"
            " FROM generate_series(1, %(count)s) n"
            " JOIN finance_supplier s ON s.number = 'B' || %(run)s || '-' || (1 + n %% %(suppliers)s)",
            given,
        )
        cursor.execute(
            "INSERT INTO finance_orderline (order_id, number, description, quantity, unit,"
            " unit_price_pence, net_pence,"
            " vat_code_id, account_id, cost_centre_id, objective_id, received_quantity,"
            " received_pence, invoiced_quantity,"
            " invoiced_pence, is_closed)"
            " SELECT o.id, line, 'Thing', 10, 'each', 100 + o.id %% 99991, 10 * (100 + o.id %%"
            " 99991), v.id, a.id, c.id, j.id,"
            " 10, 10 * (100 + o.id %% 99991), 0, 0, false"
            " FROM finance_purchaseorder o CROSS JOIN generate_series(1, 2) line"
            " CROSS JOIN (SELECT id FROM finance_vatcode WHERE code = 'S') v"
            " CROSS JOIN (SELECT id FROM finance_account WHERE code = '2010') a"
            " CROSS JOIN (SELECT min(id) AS id FROM finance_costcentre) c"
            " CROSS JOIN (SELECT min(id) AS id FROM finance_objective) j"
            " WHERE o.number LIKE 'B' || %(run)s || '-%%'",
            given,
        )
        cursor.execute(
            "INSERT INTO finance_invoice (reference, number, kind, supplier_id, supplier_number,"
            " supplier_number_key, dated_on,"
            " received_on, due_on, order_id, description, net_pence, vat_pence, gross_pence, state,"
            " source, made_by_id, made_at,"
            " reason, paid_pence, is_disputed, dispute_reason)"
            " SELECT substr(md5(%(run)s || 'i' || o.id), 1, 12), o.number, 'invoice', o.supplier_id,"
            " upper(substr(md5(%(run)s || 'n' || o.id), 1, 10)),"  # far from each other, as suppliers' numbers are
            " upper(substr(md5(%(run)s || 'n' || o.id), 1, 10)),"
            " '2026-10-15', '2026-10-15', '2026-11-14', o.id, 'Bench', net, round(net / 2 * 0.2) * 2,"
            " net + round(net / 2 * 0.2) * 2, 'entered', 'file', %(maker)s, now(), '', 0, false, ''"
            " FROM (SELECT o.*, 20 * (100 + o.id %% 99991) AS net FROM finance_purchaseorder o"
            "       WHERE o.number LIKE 'B' || %(run)s || '-%%') o ORDER BY o.id",
            given,
        )
        cursor.execute(
            "INSERT INTO finance_invoiceline (invoice_id, number, description, order_line_id,"
            " quantity, unit_price_pence,"
            " net_pence, vat_code_id, vat_pence, recoverable_pence, account_id, cost_centre_id, objective_id)"
            " SELECT i.id, l.number, l.description, l.id, l.quantity, l.unit_price_pence,"
            " l.net_pence, l.vat_code_id,"
            " round(l.net_pence * 0.2), round(l.net_pence * 0.2), l.account_id, l.cost_centre_id,"
            " l.objective_id"
            " FROM finance_invoice i JOIN finance_orderline l ON l.order_id = i.order_id WHERE i.id"
            " > %(last)s",
            {"last": last},
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, guard in GUARDS.items():
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {guard}")
