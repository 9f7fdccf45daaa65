"""Files of the authority's pay settings: employer, pay calendar, bank holidays, pension rates, pay elements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from backoffice.actor import Actor
from backoffice.imports.specs import CheckContext, Column, ImportRow, ImportSpec
from backoffice.imports.values import Unreadable, to_decimal
from payroll.imports.common import (
    LAST_DAY,
    STARTS_ON,
    check_dated,
    check_dates,
    check_single,
    digits,
    ends_before,
    wanted_dated,
    wanted_single,
)
from payroll.models import BankHoliday, ElementType, EmployerRate, PayeSettings, PayPeriod
from payroll.queries.details import periods_with_runs
from payroll.rules.tax_calendar import tax_period, tax_year_of
from payroll.services.details.kinds import (
    BANK_HOLIDAY,
    ELEMENT_TYPE,
    EMPLOYER_RATE,
    PERIOD,
    SETTINGS,
)
from payroll.services.details.load_records import load_settings, load_single_settings

FUNCTION, PERMISSION = "payroll", "payroll.change_settings"

# --- employer


def _scheme(row: ImportRow) -> tuple[Any, ...]:
    return (1,)


def _employer(row: ImportRow) -> tuple[Any, ...]:
    return (
        row["employer_name"],
        row["paye_office"],
        row["paye_reference"],
        row["accounts_office_reference"] or "",
        row["bacs_user_number"],
        row["bank_sort_code"],
        row["bank_account_number"],
        row["bank_account_name"],
        20 if row["change_warning_percent"] is None else row["change_warning_percent"],
        row["part_month_rule"] or "calendar_days",
        row["staff_week_hundredths"] or 3700,
        row["levy_cost_centre"] or "",
        row["levy_objective"] or "",
        row["levy_allowance_pence"],
    )


def _hundredths(text: str) -> int:
    hours = to_decimal(text) * 100
    if hours != hours.to_integral_value() or not 0 < hours <= 16800:
        raise Unreadable(f"{text} is not the length of a week.", "Give hours such as 37 or 36.25.")
    return int(hours)


def check_employer(rows: list[ImportRow], context: CheckContext) -> None:
    for row in rows:
        check_dates(row)
        percent = row["change_warning_percent"]
        if percent is not None and not 1 <= percent <= 1000:
            row.problem(
                "change_warning_percent", f"{percent} is not a percentage to warn at.", "Give 1 to 1000."
            )
        if row["levy_allowance_pence"] is not None and row["levy_allowance_pence"] < 0:
            row.problem(
                "levy_allowance_pence", "An allowance is not below 0.", "Leave it empty for the whole of it."
            )
    check_dated(SETTINGS, rows, _scheme, _employer)


def apply_employer(*, actor: Actor, rows: Sequence[ImportRow], today: date) -> Mapping[str, int]:
    return load_settings(actor=actor, kind=SETTINGS, wanted=wanted_dated(rows, _scheme, _employer))


EMPLOYER = ImportSpec(
    kind="payroll.employer",
    label="Employer settings",
    permission=PERMISSION,
    function=FUNCTION,
    order=100,
    opens=("payroll:employer",),
    description="What HMRC and the bank know the authority by, from a day on.",
    columns=[
        STARTS_ON,
        LAST_DAY,
        Column(
            "employer_name", "Employer", required=True, max_length=100, example="Cleveland Police Authority"
        ),
        Column(
            "paye_office",
            "HMRC office number",
            required=True,
            parse=digits(3, "an HMRC office number"),
            help="The three figures before the stroke of the PAYE reference.",
            example="000",
        ),
        Column(
            "paye_reference", "PAYE reference", kind="code", required=True, max_length=10, example="ZZ00001"
        ),
        Column("accounts_office_reference", "Accounts office reference", kind="code", max_length=13),
        Column(
            "bacs_user_number",
            "Bacs user number",
            required=True,
            parse=digits(6, "a Bacs user number"),
            example="000000",
            aliases=("SUN", "Service user number"),
        ),
        Column(
            "bank_sort_code", "Sort code", required=True, parse=digits(6, "a sort code"), example="00-00-01"
        ),
        Column(
            "bank_account_number",
            "Account number",
            required=True,
            parse=digits(8, "an account number"),
            example="00000001",
        ),
        Column("bank_account_name", "Account name", required=True, max_length=18, example="CLEVELAND POLICE"),
        Column(
            "change_warning_percent",
            "Warn at a change of",
            kind="integer",
            help="Per cent of last month's net pay; 20 where it is empty.",
        ),
        Column(
            "part_month_rule",
            "Part months",
            kind="choice",
            choices={
                "calendar days": "calendar_days",
                "365ths": "365ths",
                "working days": "working_days",
                **{label: rule for rule, label in PayeSettings.PART_MONTH_RULES},
            },
            help="Calendar days of the month where it is empty.",
        ),
        Column(
            "staff_week_hundredths",
            "Hours of the full-time week",
            parse=_hundredths,
            help="Of police staff; 37 where it is empty.",
            example="37",
        ),
        Column("levy_cost_centre", "Cost centre of the levy", kind="code", max_length=20),
        Column("levy_objective", "Objective of the levy", max_length=20),
        Column(
            "levy_allowance_pence",
            "Share of the levy allowance",
            kind="money",
            help="Of the year; the whole allowance where it is empty.",
        ),
    ],
    key=("starts_on",),
    check=check_employer,
    apply=apply_employer,
)

# --- pay calendar


def _period_key(row: ImportRow) -> tuple[Any, ...]:
    frequency = row["frequency"] or "monthly"
    return tax_year_of(row["pay_on"]), frequency, tax_period(frequency, row["pay_on"])


def _period(row: ImportRow) -> tuple[Any, ...]:
    return row["starts_on"], ends_before(row), row["pay_on"]


def check_periods(rows: list[ImportRow], context: CheckContext) -> None:
    closed = set(BankHoliday.objects.values_list("day", flat=True))
    seen: dict[tuple[Any, ...], ImportRow] = {}
    spans: dict[str, list[tuple[date, date, ImportRow | None]]] = {}
    for row in rows:
        check_dates(row)
        pay_on = row["pay_on"]
        if pay_on and pay_on.weekday() >= 5:
            row.problem("pay_on", f"{pay_on:%d/%m/%Y} is a {pay_on:%A}.", "Give the working day before.")
        elif pay_on in closed:
            row.problem("pay_on", f"{pay_on:%d/%m/%Y} is a bank holiday.", "Give the working day before.")
        if not row.ok:
            continue
        key = _period_key(row)
        if key in seen:
            row.problem(
                "pay_on",
                f"This pay day and that of row {seen[key].number} fall in the same tax period.",
                "Give each period a pay day in a tax month or week of its own.",
            )
        seen.setdefault(key, row)
    for starts_on, until, key in _held_periods():
        if key not in seen:
            spans.setdefault(key[1], []).append((starts_on, until, None))
    for row in rows:
        if row.ok:
            day_after = row["last_day"] + timedelta(days=1)
            spans.setdefault(row["frequency"] or "monthly", []).append((row["starts_on"], day_after, row))
    for dated in spans.values():
        dated.sort(key=lambda span: span[:2])
        for earlier, later in zip(dated, dated[1:], strict=False):
            wrong = later[2] or earlier[2]
            if earlier[1] > later[0] and wrong is not None:
                wrong.problem(
                    "starts_on",
                    "Another period of this frequency has some of these days.",
                    "Let periods follow each other.",
                )
    check_single(PERIOD, rows, _period_key, _period)
    used = periods_with_runs()
    for row in rows:
        if row.ok and row.outcome == "changed" and _period_key(row) in used:
            row.problem(
                "starts_on", "This period has a pay run already, so it stays as it is.", "Leave the row out."
            )


def _held_periods() -> list[tuple[date, date, tuple[str, str, int]]]:
    return [
        (starts_on, until, (tax_year, frequency, number))
        for starts_on, until, tax_year, frequency, number in PayPeriod.objects.order_by("pk").values_list(
            "starts_on", "ends_before", "tax_year", "frequency", "number"
        )
    ]


def apply_periods(*, actor: Actor, rows: Sequence[ImportRow], today: date) -> Mapping[str, int]:
    return load_single_settings(actor=actor, kind=PERIOD, wanted=wanted_single(rows, _period_key, _period))


CALENDAR = ImportSpec(
    kind="payroll.calendar",
    label="Pay calendar",
    permission=PERMISSION,
    function=FUNCTION,
    order=104,
    opens=("payroll:calendar",),
    description="One row for each pay period. The tax month or week follows from the pay day.",
    columns=[
        Column(
            "frequency",
            "Frequency",
            kind="choice",
            choices={label: frequency for frequency, label in PayPeriod.FREQUENCIES},
            help="Monthly where it is empty.",
            example="Monthly",
        ),
        Column("starts_on", "From", kind="date", required=True, example="01/10/2026"),
        Column("last_day", "Last day", kind="date", required=True, example="31/10/2026"),
        Column(
            "pay_on", "Pay day", kind="date", required=True, example="30/10/2026", aliases=("Payment date",)
        ),
    ],
    check=check_periods,
    apply=apply_periods,
)

# --- bank holidays


def _day(row: ImportRow) -> tuple[Any, ...]:
    return (row["day"],)


def _name(row: ImportRow) -> tuple[Any, ...]:
    return (row["name"],)


def check_holidays(rows: list[ImportRow], context: CheckContext) -> None:
    for row in rows:
        if row["day"] and row["day"].weekday() >= 5:
            row.problem(
                "day",
                f"{row['day']:%d/%m/%Y} is a {row['day']:%A}.",
                "Give the weekday that is kept instead.",
            )
    check_single(BANK_HOLIDAY, rows, _day, _name)


def apply_holidays(*, actor: Actor, rows: Sequence[ImportRow], today: date) -> Mapping[str, int]:
    return load_single_settings(actor=actor, kind=BANK_HOLIDAY, wanted=wanted_single(rows, _day, _name))


BANK_HOLIDAYS = ImportSpec(
    kind="payroll.bank_holidays",
    label="Bank holidays",
    permission=PERMISSION,
    function=FUNCTION,
    order=102,
    opens=("payroll:bank_holidays",),
    description="One row for each day on which Bacs does not work, weekends left out.",
    columns=[
        Column("day", "Day", kind="date", required=True, example="25/12/2026", aliases=("Date",)),
        Column("name", "Name", required=True, max_length=60, example="Christmas Day", aliases=("Holiday",)),
    ],
    key=("day",),
    check=check_holidays,
    apply=apply_holidays,
)

# --- employer's pension rates


def _of_scheme(row: ImportRow) -> tuple[Any, ...]:
    return (row["scheme"],)


def _rate(row: ImportRow) -> tuple[Any, ...]:
    return row["rate_millionths"], row["source"]


def to_millionths(text: str) -> int:
    """Per cent as it is written, such as 35.3 or 35.3 %, in millionths."""
    rate = to_decimal(text.replace("%", "").strip()) * 10_000
    if rate != rate.to_integral_value() or not 0 <= rate < 1_000_000:
        raise Unreadable(
            f"{text} is not a pension rate.", "Give per cent with at most four decimals, such as 35.3."
        )
    return int(rate)


def check_rates(rows: list[ImportRow], context: CheckContext) -> None:
    for row in rows:
        check_dates(row)
    check_dated(EMPLOYER_RATE, rows, _of_scheme, _rate)


def apply_rates(*, actor: Actor, rows: Sequence[ImportRow], today: date) -> Mapping[str, int]:
    return load_settings(actor=actor, kind=EMPLOYER_RATE, wanted=wanted_dated(rows, _of_scheme, _rate))


EMPLOYER_RATES = ImportSpec(
    kind="payroll.employer_rates",
    label="Employer's pension rates",
    permission=PERMISSION,
    function=FUNCTION,
    order=106,
    opens=("payroll:employer_rates",),
    description="One row for each rate of a scheme. A new rate ends the one before it.",
    columns=[
        Column(
            "scheme",
            "Scheme",
            kind="choice",
            required=True,
            choices={
                "Police 2015": 1,
                "LGPS": 2,
                **{label: number for number, label in EmployerRate.SCHEMES},
            },
            example="LGPS",
        ),
        Column(
            "rate_millionths",
            "Rate",
            required=True,
            parse=to_millionths,
            help="Per cent of pensionable pay.",
            example="18.0",
        ),
        STARTS_ON,
        LAST_DAY,
        Column(
            "source",
            "Document that sets it",
            required=True,
            max_length=200,
            example="Rates and adjustments certificate, 31 March 2026",
        ),
    ],
    key=("scheme", "starts_on"),
    check=check_rates,
    apply=apply_rates,
)

# --- pay elements


def _code(row: ImportRow) -> tuple[Any, ...]:
    return (row["code"],)


def _element(row: ImportRow) -> tuple[Any, ...]:
    taxed = row["kind"] == "payment"
    return (
        row["name"],
        row["kind"],
        row["basis"] or "amount",
        taxed if row["is_taxable"] is None else row["is_taxable"],
        taxed if row["is_niable"] is None else row["is_niable"],
        bool(row["is_pensionable"]),
        row["account_officer"],
        row["account_staff"] or "",
        row["account_pcso"] or "",
        row["account_special"] or "",
    )


def check_element_types(rows: list[ImportRow], context: CheckContext) -> None:
    for row in rows:
        if row["kind"] in ("deduction", "expense") and (
            row["is_taxable"] or row["is_niable"] or row["is_pensionable"]
        ):
            row.problem(
                "kind", "Only a payment is taxed, insured or pensionable.", "Give no in these three columns."
            )
        if row["kind"] in ("deduction", "expense") and row["basis"] not in (None, "amount"):
            row.problem("basis", "A deduction or expense is given by its amount.", "Leave it empty.")
        if row["is_pensionable"] and row["basis"] in ElementType.OFFICERS_ONLY:
            row.problem(
                "is_pensionable",
                "Officers' overtime and allowances for their hours do not count for the pension.",
                "Give no.",
            )
    check_single(ELEMENT_TYPE, rows, _code, _element)


def apply_element_types(*, actor: Actor, rows: Sequence[ImportRow], today: date) -> Mapping[str, int]:
    return load_single_settings(actor=actor, kind=ELEMENT_TYPE, wanted=wanted_single(rows, _code, _element))


def _account(name: str, label: str, required: bool = False) -> Column:
    return Column(name, label, kind="code", required=required, max_length=20)


ELEMENT_TYPES = ImportSpec(
    kind="payroll.element_types",
    label="Pay elements",
    permission=PERMISSION,
    function=FUNCTION,
    order=108,
    opens=("payroll:elements",),
    description="One row for each payment, deduction or expense: how it counts and where it is posted.",
    columns=[
        Column(
            "code", "Code", kind="code", required=True, max_length=20, example="SHIFT", aliases=("Pay code",)
        ),
        Column("name", "Name", required=True, max_length=60, example="Shift allowance"),
        Column(
            "kind",
            "Kind",
            kind="choice",
            required=True,
            choices={"payment": "payment", "deduction": "deduction", "expense": "expense"},
            example="payment",
        ),
        Column(
            "basis",
            "Worked out from",
            kind="choice",
            choices={label: basis for basis, label in ElementType.BASES},
            help="The amount given, where it is empty.",
        ),
        Column(
            "is_taxable", "Taxed", kind="yes_no", help="Yes for a payment where it is empty.", example="yes"
        ),
        Column(
            "is_niable",
            "National Insurance",
            kind="yes_no",
            help="Yes for a payment where it is empty.",
            example="yes",
        ),
        Column("is_pensionable", "Pensionable", kind="yes_no", help="No where it is empty.", example="no"),
        _account("account_officer", "Account for officers", required=True),
        _account("account_staff", "Account for police staff"),
        _account("account_pcso", "Account for PCSOs"),
        _account("account_special", "Account for specials"),
    ],
    key=("code",),
    check=check_element_types,
    apply=apply_element_types,
)
