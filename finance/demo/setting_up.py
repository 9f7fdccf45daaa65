"""What stands before the first month: opening balances, suppliers, limits, the budget, the bank account."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.utils import timezone

from backoffice.actor import Actor
from backoffice.approvals.queries import approval_of
from backoffice.approvals.services import approve
from backoffice.links import Link
from backoffice.tenancy.models import Member
from finance.demo.cast import Cast
from finance.demo.plan import SHARE, YEAR, categories, purchases, suppliers
from finance.models import (
    Account,
    BankAccount,
    BudgetVersion,
    Category,
    CostCentre,
    Project,
    Supplier,
    VatCode,
)
from finance.services.bank import OpeningRow, add_bank_account, begin_account
from finance.services.budgets import (
    BudgetRow,
    add_control,
    draft_budget,
    name_holder,
    put_lines,
    submit_budget,
)
from finance.services.bulk import NewJournal, post_journals
from finance.services.close.checklist import load_usual_checklist
from finance.services.lines import Line
from finance.services.purchasing import (
    CategoryFacts,
    LimitFacts,
    SupplierFacts,
    accept_bank_details,
    add_limit,
    propose_bank_details,
    put_categories,
    put_suppliers,
)

FIRST_DAY = date(2026, 4, 1)
BANK_PENCE = {"cleveland": 4_218_350_17, "durham": 1_904_122_80}
UNPRESENTED = [("Cheque 004127 Stockton Scouts", 25_000), ("Cheque 004131 Refund of hall hire", 18_250)]
HELD = {
    "cleveland": ("CS410", "CS420", "MI"),
    "durham": ("CS200", "DN"),
}  # by the budget holder; the rest is central
CONTROLLED = {  # cost centre, group of accounts, what happens, tolerance
    "cleveland": (
        ("CS430", "Supplies and services", "stop"),
        ("CS410", "Transport", "stop"),
        ("MI", "", "warn"),
    ),
    "durham": (("DN", "", "warn"),),
}


def set_up(cast: Cast) -> None:
    """Everything an authority enters once."""
    _open_the_books(cast)
    _purchasing(cast)
    _budget(cast)


def _open_the_books(cast: Cast) -> None:
    """Opening balances of 1 April, posted by two people, and the bank account with what was not yet presented."""
    officer, approver = cast["finance_officer"], cast["finance_approver"]
    bank, share = BANK_PENCE[cast.slug], SHARE[cast.slug]
    land, vehicles = round(38_400_000_00 * share), round(6_150_000_00 * share)
    lines = [
        Line("8300", None, None, bank, "Bank, as the ledger of 31 March had it"),
        Line("8000", None, None, land),
        Line("8010", None, None, vehicles),
        Line("9110", None, None, -(land + vehicles)),
        Line("9010", None, None, -round(bank * 0.3)),
        Line("9000", None, None, -(bank - round(bank * 0.3))),
    ]
    post_journals(
        actor=officer,
        journals=[NewJournal("demonstration:opening", FIRST_DAY, "Opening balances at 1 April 2026", lines)],
        made_by=id_of(officer),
        approved_by=id_of(approver),
    )
    account = add_bank_account(
        actor=officer,
        name=f"{cast.slug.title()} main account",
        sort_code="000000",
        account_number="12345678" if cast.slug == "cleveland" else "87654321",
        ledger_account=Account.objects.get(code="8300"),
        service_user_number="000000",
    )
    begin_account(
        actor=officer,
        bank_account=account,
        on=FIRST_DAY,
        statement_pence=bank + sum(pence for _, pence in UNPRESENTED),
        ledger_pence=bank,
        items=[OpeningRow("ledger", date(2026, 3, 28), -pence, text) for text, pence in UNPRESENTED],
    )
    load_usual_checklist(actor=officer)


def _purchasing(cast: Cast) -> None:
    officer, clerk, approver = cast["finance_officer"], cast["service_centre_clerk"], cast["finance_approver"]
    accounts = {account.code: account for account in Account.objects.all()}
    vat_codes = {code.code: code for code in VatCode.objects.all()}
    put_categories(
        actor=officer,
        rows=[
            CategoryFacts(one.code, one.name, accounts[one.account], vat_codes[one.vat_code])
            for one in categories()
        ],
    )
    kinds = {category.code: category for category in Category.objects.all()}
    put_suppliers(
        actor=clerk,
        rows=[
            (
                None,
                SupplierFacts(
                    name=one.name,
                    kind=one.kind,
                    address=f"{one.number} Example Street\nInvented Town\nZZ1 {one.number}ZZ",
                    email=one.email,
                    phone=one.phone,
                    remittance_email=one.email,
                    payment_days=one.payment_days,
                    category=kinds[one.category],
                    default_account=accounts[one.account],
                    default_vat_code=vat_codes[one.vat_code],
                ),
            )
            for one in suppliers()
        ],
    )
    by_name = {supplier.name: supplier for supplier in Supplier.objects.all()}
    for one in suppliers():
        details = propose_bank_details(
            actor=clerk,
            supplier=by_name[one.name],
            account_name=one.name.upper()[:18],
            sort_code=one.sort_code,
            account_number=one.account_number,
            evidence="Letter of the supplier, March 2026",
        )
        if one.number == len(suppliers()):
            continue  # the last one waits to be checked
        accept_bank_details(
            actor=approver,
            details=details,
            called_number=one.phone,
            called_person="Accounts office",
            called_on=timezone.localdate(details.proposed_at),
            called_note="Read back sort code and account number.",
            called_source="The number on our file since 2024",
            today=timezone.localdate(details.proposed_at),
        )
    for role, pence in (("finance_approver", 1_000_000_00), ("budget_holder", 25_000_00)):
        add_limit(actor=officer, facts=LimitFacts(limit_pence=pence, starts_on=FIRST_DAY, role=role))
    Project.objects.bulk_create(
        [
            Project(code="P100", name="Body-worn video renewal", starts_on=FIRST_DAY),
            Project(code="P110", name="Control room refurbishment", starts_on=FIRST_DAY),
        ]
    )


def _budget(cast: Cast) -> None:
    """The year's budget: pay as October cost, everything else as the plan of purchases has it, a little rounded."""
    officer, approver = cast["finance_officer"], cast["finance_approver"]
    centres = {centre.code: centre for centre in CostCentre.objects.all()}
    rows: dict[tuple[str, str, str], int] = {
        (account, centre, objective): pence * 12 for account, centre, objective, pence in october_pay(cast)
    }
    for month in purchases(cast.slug, list(centres)).values():
        for one in month:
            cell = (one.supplier.account, one.cost_centre, cast.objective_of(one.cost_centre))
            rows[cell] = rows.get(cell, 0) + one.net_pence * 12 // 8
    version = draft_budget(
        actor=officer, financial_year=YEAR, name="Approved by the authority, February 2026", note="Invented."
    )
    put_lines(
        actor=officer,
        version=version,
        rows=[
            BudgetRow(account, centre, max(500_00, int(round(pence * _room(account, centre), -5))), objective)
            for (account, centre, objective), pence in sorted(rows.items())
        ],
    )
    submit_budget(actor=officer, version=version)
    _decide(cast, version)
    for code in HELD[cast.slug]:
        name_holder(
            actor=officer,
            cost_centre=centres[code],
            member=member_of(cast["budget_holder"]),
            starts_on=FIRST_DAY,
        )
    root = next(centre for centre in centres.values() if centre.parent_id is None)
    name_holder(actor=officer, cost_centre=root, member=member_of(approver), starts_on=FIRST_DAY)
    for code, group, action in CONTROLLED[cast.slug]:
        add_control(
            actor=officer,
            cost_centre=centres[code],
            account_group=group,
            action=action,
            tolerance_pence=0,
            tolerance_basis_points=0,
        )


def october_pay(cast: Cast) -> list[tuple[str, str, str, int]]:
    """What October's pay cost: (account, cost centre, objective, pence). Where nobody is paid here yet: invented sums."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.code, c.code, o.code, sum(b.debit_pence - b.credit_pence)::bigint FROM finance_balance b"
            " JOIN finance_period p ON p.id = b.period_id AND p.code = '2026-10'"
            " JOIN finance_account a ON a.id = b.account_id AND a.code < '2000'"
            " JOIN finance_costcentre c ON c.id = b.cost_centre_id"
            " JOIN finance_objective o ON o.id = b.objective_id GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
        )
        found = [
            (account, centre, objective, pence) for account, centre, objective, pence in cursor.fetchall()
        ]
    if found:
        return found
    return [
        (account, centre, cast.objective_of(centre), pounds * 100)
        for centre, pounds in (
            (code, 18_000 + 700 * position) for position, code in enumerate(sorted(cast.objectives))
        )
        for account, pounds in (
            ("1000", pounds * 3),
            ("1030", pounds // 3),
            ("1035", pounds),
            ("1100", pounds),
        )
    ]


def _room(account: str, centre: str) -> float:
    """How the budget stands to what will be spent: some are tight, most have a little left."""
    return 1.03 if account < "2000" else {"CS430": 1.04, "CS410": 0.97}.get(centre, 1.08)


def _decide(cast: Cast, version: BudgetVersion) -> None:
    approval = approval_of(Link("finance.budget", version.pk))
    assert approval is not None, "a budget that was submitted asks for approval"
    approve(actor=cast["finance_approver"], approval=approval, reason="As the authority resolved.")


def member_of(actor: Actor) -> Member:
    """The member behind somebody who acts."""
    return Member.objects.get(pk=actor.member_id)


def id_of(actor: Actor) -> int:
    """The member's id."""
    assert actor.member_id is not None, "the cast are members"
    return actor.member_id


def bank_account() -> BankAccount:
    """The authority's main account."""
    return BankAccount.objects.get(ledger_account__code="8300")
