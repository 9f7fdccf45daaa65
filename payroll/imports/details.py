"""Files of what pay is worked out from: tax codes, category letters, loans, pensions, figures to date, orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from backoffice.actor import Actor
from backoffice.imports.specs import CheckContext, Column, ImportRow, ImportSpec
from backoffice.imports.values import Unreadable
from payroll.imports.common import (
    LAST_DAY,
    NUMBER,
    STARTS_ON,
    check_dated,
    check_single,
    checked,
    employment_key,
    ends_before,
    find_employments,
    wanted_dated,
    wanted_single,
)
from payroll.models import AttachmentOrder, PensionMembership, StudentLoan, TaxDetails
from payroll.queries.details import first_released
from payroll.services.details.kinds import (
    BALANCES,
    LOAN,
    NATIONAL_INSURANCE,
    OPENING_BALANCE,
    ORDER,
    PENSION,
    TAX,
)
from payroll.services.details.load_records import load_details, load_single_details
from payroll.services.details.refusals import check_tax_year, letters_on, tidy_tax_code
from payroll.services.details.set_pension import FOR_WORKFORCE

FUNCTION, PERMISSION = "payroll", "payroll.import"

# --- tax codes


def _tax_values(row: ImportRow) -> tuple[Any, ...]:
    return row["tax_code"], row["basis"] or TaxDetails.BASES[0][0], row["notice"] or ""


def check_tax(rows: list[ImportRow], context: CheckContext) -> None:
    find_employments(rows, context)
    check_dated(TAX, rows, employment_key(), _tax_values)


def apply_tax(*, actor: Actor, rows: Sequence[ImportRow], today: date) -> Mapping[str, int]:
    return load_details(actor=actor, kind=TAX, wanted=wanted_dated(rows, employment_key(), _tax_values))


TAX_DETAILS = ImportSpec(
    kind="payroll.tax_details",
    label="Tax codes",
    permission=PERMISSION,
    function=FUNCTION,
    order=120,
    opens=("payroll:records", "tax-codes"),
    description="One row for each tax code of an employment. A new code ends the one before it.",
    columns=[
        NUMBER,
        Column(
            "tax_code",
            "Tax code",
            kind="code",
            required=True,
            parse=checked(tidy_tax_code),
            help="As on the latest notice, without the week 1 / month 1 mark.",
            example="1257L",
            aliases=("Code", "PAYE code"),
        ),
        Column(
            "basis",
            "Basis",
            kind="choice",
            choices={
                "cumulative": "cumulative",
                "week 1 / month 1": "week1_month1",
                "W1/M1": "week1_month1",
                "X": "week1_month1",
                "C": "cumulative",
            },
            help="Cumulative where it is empty.",
            example="cumulative",
            aliases=("Tax basis", "Week 1 month 1"),
        ),
        STARTS_ON,
        LAST_DAY,
        Column(
            "notice",
            "Notice",
            max_length=60,
            help="Where the code comes from: P6, P9, P45, starter checklist.",
            example="P9",
            aliases=("Source",),
        ),
    ],
    key=("number", "starts_on"),
    check=check_tax,
    apply=apply_tax,
)

# --- National Insurance


def _letter(row: ImportRow) -> tuple[Any, ...]:
    return (row["letter"],)


def check_letters(rows: list[ImportRow], context: CheckContext) -> None:
    find_employments(rows, context)
    known: dict[date, dict[str, str]] = {}
    for row in rows:
        letter, starts_on = row["letter"], row["starts_on"]
        if letter is None or starts_on is None:
            continue
        on = max(starts_on, context.today)
        letters = known.get(on) or known.setdefault(on, letters_on(on))
        if letter not in letters:
            row.problem(
                "letter",
                f"There is no category letter {letter}.",
                f"Give one of {', '.join(sorted(letters))}.",
            )
    check_dated(NATIONAL_INSURANCE, rows, employment_key(), _letter)


def apply_letters(*, actor: Actor, rows: Sequence[ImportRow], today: date) -> Mapping[str, int]:
    wanted = wanted_dated(rows, employment_key(), _letter)
    return load_details(actor=actor, kind=NATIONAL_INSURANCE, wanted=wanted)


NATIONAL_INSURANCE_DETAILS = ImportSpec(
    kind="payroll.national_insurance",
    label="National Insurance categories",
    permission=PERMISSION,
    function=FUNCTION,
    order=122,
    opens=("payroll:records", "ni-categories"),
    description="One row for each category letter of an employment. A new letter ends the one before it.",
    columns=[
        NUMBER,
        Column(
            "letter",
            "Category letter",
            kind="code",
            required=True,
            max_length=1,
            help="A for most; M under 21, H for an apprentice under 25, C over state pension age.",
            example="A",
            aliases=("NI letter", "NI category", "NI table", "Table letter"),
        ),
        STARTS_ON,
        LAST_DAY,
    ],
    key=("number", "starts_on"),
    check=check_letters,
    apply=apply_letters,
)

# --- student and postgraduate loans

PLANS = {"plan 1": 1, "plan 2": 2, "plan 4": 4, "plan 5": 5, "postgraduate": 9}


def _nothing(row: ImportRow) -> tuple[Any, ...]:
    return ()


def _plan(text: str) -> int:
    bare = text.casefold().replace("plan", "").strip()
    words = {"1": 1, "2": 2, "4": 4, "5": 5, "postgraduate": 9, "postgraduate loan": 9, "pgl": 9, "pg": 9}
    if bare not in words:
        names = ", ".join(name for _, name in StudentLoan.PLANS)
        raise Unreadable(f"{text} is not a loan plan.", f"Give one of {names}.")
    return words[bare]


def check_loans(rows: list[ImportRow], context: CheckContext) -> None:
    find_employments(rows, context)
    check_dated(LOAN, rows, employment_key("plan"), _nothing)


def apply_loans(*, actor: Actor, rows: Sequence[ImportRow], today: date) -> Mapping[str, int]:
    return load_details(actor=actor, kind=LOAN, wanted=wanted_dated(rows, employment_key("plan"), _nothing))


STUDENT_LOANS = ImportSpec(
    kind="payroll.student_loans",
    label="Student and postgraduate loans",
    permission=PERMISSION,
    function=FUNCTION,
    order=124,
    opens=("payroll:records", "student-loans"),
    description="One row for each loan plan an employment repays. Plans run side by side.",
    columns=[
        NUMBER,
        Column(
            "plan",
            "Plan",
            required=True,
            parse=_plan,
            help="Plan 1, Plan 2, Plan 4, Plan 5 or Postgraduate loan, as on the start notice.",
            example="Plan 2",
            aliases=("Loan plan", "Loan type", "Student loan plan"),
        ),
        STARTS_ON,
        LAST_DAY,
    ],
    key=("number", "plan", "starts_on"),
    check=check_loans,
    apply=apply_loans,
)

# --- pensions


def _membership(row: ImportRow) -> tuple[Any, ...]:
    return row["scheme"], row["section"] or "main"


def check_pensions(rows: list[ImportRow], context: CheckContext) -> None:
    find_employments(rows, context)
    names = dict(PensionMembership.SCHEMES)
    for row in rows:
        scheme, section, found = row["scheme"], row["section"], row.extra.get("employment")
        if scheme == "police_2015" and section == "50_50":
            row.problem(
                "section",
                "The 50/50 section is the Local Government Pension Scheme's.",
                "Leave it empty, or give main.",
            )
        if scheme and found and found.workforce_type not in FOR_WORKFORCE[scheme]:
            whom = "police officers" if scheme == "police_2015" else "police staff and PCSOs"
            row.problem(
                "scheme", f"The {names[scheme]} is for {whom}.", "Correct the scheme or the payroll number."
            )
    check_dated(PENSION, rows, employment_key(), _membership)


def apply_pensions(*, actor: Actor, rows: Sequence[ImportRow], today: date) -> Mapping[str, int]:
    return load_details(actor=actor, kind=PENSION, wanted=wanted_dated(rows, employment_key(), _membership))


PENSIONS = ImportSpec(
    kind="payroll.pensions",
    label="Pension memberships",
    permission=PERMISSION,
    function=FUNCTION,
    order=126,
    opens=("payroll:records", "pensions"),
    description="One row for each membership. No row: not in a scheme. Give the last day of someone who opts out.",
    columns=[
        NUMBER,
        Column(
            "scheme",
            "Scheme",
            kind="choice",
            required=True,
            choices={
                "Police 2015": "police_2015",
                "LGPS": "lgps",
                "Police Pension Scheme 2015": "police_2015",
                "Local Government Pension Scheme": "lgps",
            },
            help="Police 2015 for officers, LGPS for police staff and PCSOs.",
            example="LGPS",
            aliases=("Pension scheme", "Pension"),
        ),
        Column(
            "section",
            "Section",
            kind="choice",
            choices={"main": "main", "50/50": "50_50"},
            help="Main where it is empty; 50/50 in the LGPS only.",
            example="main",
        ),
        STARTS_ON,
        LAST_DAY,
    ],
    key=("number", "starts_on"),
    check=check_pensions,
    apply=apply_pensions,
)

# --- figures to date


def _balances(row: ImportRow) -> tuple[Any, ...]:
    return row["through_period"] or 0, *(row[name] or 0 for name in BALANCES)


def _balance_key(row: ImportRow) -> tuple[Any, ...]:
    return row.extra["employment"].id, row["tax_year"]


def check_balances(rows: list[ImportRow], context: CheckContext) -> None:
    find_employments(rows, context)
    released = first_released([row.extra["employment"].id for row in rows if "employment" in row.extra])
    for row in rows:
        through = row["through_period"]
        if through is not None and not 0 <= through <= 12:
            row.problem(
                "through_period", f"There is no tax month {through}.", "Give 0 to 12: 6 is September."
            )
            continue
        for name in BALANCES:
            if row[name] is not None and row[name] < 0 and name not in ("taxable_pence", "tax_pence"):
                row.problem(name, "A figure to date is not below 0.", "Give the total deducted or paid.")
        for tax, pay in (("tax_pence", "taxable_pence"), ("previous_tax_pence", "previous_taxable_pence")):
            if (row[tax] or 0) > max(0, row[pay] or 0):
                row.problem(
                    tax,
                    "The tax is more than the pay it is taken from.",
                    "Check that the columns are not swapped.",
                )
        found = row.extra.get("employment")
        paid = released.get((found.id, row["tax_year"])) if found else None
        if paid is not None and through and paid <= through:
            row.problem(
                "through_period",
                f"Tax month {paid} has been paid here, so it would count twice.",
                f"Give figures to tax month {paid - 1} at most.",
            )
    check_single(OPENING_BALANCE, rows, _balance_key, _balances)


def apply_balances(*, actor: Actor, rows: Sequence[ImportRow], today: date) -> Mapping[str, int]:
    wanted = wanted_single(rows, _balance_key, _balances)
    return load_single_details(actor=actor, kind=OPENING_BALANCE, wanted=wanted)


def _money(
    name: str, label: str, help_: str = "", example: str = "", aliases: tuple[str, ...] = ()
) -> Column:
    return Column(name, label, kind="money", help=help_, example=example, aliases=aliases)


OPENING_BALANCES = ImportSpec(
    kind="payroll.opening_balances",
    label="Pay, tax and contributions to date",
    permission=PERMISSION,
    function=FUNCTION,
    order=128,
    opens=("payroll:records", "figures-to-date"),
    description=(
        "One row for each employment and tax year: what the payroll before this one, and a previous employer, "
        "have paid and taken. A cumulative code is wrong for everybody without them."
    ),
    columns=[
        NUMBER,
        Column(
            "tax_year",
            "Tax year",
            required=True,
            parse=checked(check_tax_year),
            example="2026-27",
        ),
        Column(
            "through_period",
            "Last tax month included",
            kind="integer",
            required=True,
            help="6 when pay up to September is in the figures; 0 when only a previous employer's are.",
            example="6",
            aliases=("Tax month", "Period"),
        ),
        _money(
            "taxable_pence",
            "Taxable pay",
            "In this employment, after pension contributions.",
            "18250.00",
            ("Taxable pay to date", "Taxable gross to date"),
        ),
        _money("tax_pence", "Tax", "In this employment.", "2392.40", ("Tax to date", "Tax paid to date")),
        _money(
            "previous_taxable_pence",
            "Previous taxable pay",
            "From the P45 of the previous employment of this tax year.",
            aliases=("Previous pay", "P45 pay"),
        ),
        _money("previous_tax_pence", "Previous tax", "From the same P45.", aliases=("P45 tax",)),
        _money(
            "ni_earnings_pence",
            "Earnings for National Insurance",
            example="19870.00",
            aliases=("NIable pay to date", "NI earnings"),
        ),
        _money(
            "ni_employee_pence",
            "Employee's National Insurance",
            example="1086.30",
            aliases=("EE NI to date",),
        ),
        _money(
            "ni_employer_pence",
            "Employer's National Insurance",
            example="2605.50",
            aliases=("ER NI to date",),
        ),
        _money("student_loan_pence", "Student loan deductions", aliases=("Student loan to date",)),
        _money("postgraduate_loan_pence", "Postgraduate loan deductions", aliases=("PGL to date",)),
        _money(
            "pension_pence",
            "Employee's pension contributions",
            example="1620.00",
            aliases=("Pension to date",),
        ),
    ],
    key=("number", "tax_year"),
    check=check_balances,
    apply=apply_balances,
)

# --- attachment orders


def _order_key(row: ImportRow) -> tuple[Any, ...]:
    return row.extra["employment"].id, row["order_number"]


def _order(row: ImportRow) -> tuple[Any, ...]:
    return (
        row["kind"],
        row["issued_on"],
        row["nation"] or "england",
        row["rate"] or "standard",
        row["total_pence"],
        row["starts_on"],
        ends_before(row),
    )


def check_orders(rows: list[ImportRow], context: CheckContext) -> None:
    find_employments(rows, context)
    for row in rows:
        if row["total_pence"] is not None and row["total_pence"] <= 0:
            row.problem(
                "total_pence",
                "The amount of an order is above 0.",
                "Leave it empty where the order names none.",
            )
        if row["kind"] == "council_tax" and row["rate"] == "higher":
            row.problem("rate", "The higher rate is a direct earnings attachment's.", "Leave it empty.")
        if row["issued_on"] and row["starts_on"] and row["starts_on"] < row["issued_on"]:
            row.problem(
                "starts_on", "Nothing is taken before the date of the order.", "Give a day on or after it."
            )
    check_single(ORDER, rows, _order_key, _order)


def apply_orders(*, actor: Actor, rows: Sequence[ImportRow], today: date) -> Mapping[str, int]:
    return load_single_details(actor=actor, kind=ORDER, wanted=wanted_single(rows, _order_key, _order))


ORDERS = ImportSpec(
    kind="payroll.attachment_orders",
    label="Attachment orders",
    permission=PERMISSION,
    function=FUNCTION,
    order=132,
    opens=("payroll:records", "attachment-orders"),
    description="One row for each order to take from pay. The same order again corrects it.",
    columns=[
        NUMBER,
        Column(
            "kind",
            "Kind",
            kind="choice",
            required=True,
            choices={
                "council tax": "council_tax",
                "direct earnings": "direct_earnings",
                "DEA": "direct_earnings",
                **{label: kind for kind, label in AttachmentOrder.KINDS},
            },
            example="council tax",
            aliases=("Order type", "Type"),
        ),
        Column(
            "order_number",
            "Creditor's reference",
            kind="code",
            required=True,
            max_length=30,
            example="LO-2026-0417",
            aliases=("Order number", "Reference"),
        ),
        Column("issued_on", "Date of the order", kind="date", required=True, example="14/08/2026"),
        Column(
            "nation",
            "Nation",
            kind="choice",
            choices={"England": "england", "Wales": "wales"},
            help="Whose council tax tables; England where it is empty.",
        ),
        Column(
            "rate",
            "Rate",
            kind="choice",
            choices={"standard": "standard", "higher": "higher"},
            help="Of a direct earnings attachment; standard where it is empty.",
        ),
        Column(
            "total_pence", "Amount of the order", kind="money", help="Empty where it runs until it is ended."
        ),
        STARTS_ON,
        LAST_DAY,
    ],
    key=("number", "order_number"),
    check=check_orders,
    apply=apply_orders,
)
