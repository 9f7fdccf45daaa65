"""The kinds of record that are kept over dates or once each, and which of their fields say what."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from payroll.models import (
    AttachmentOrder,
    BankHoliday,
    ElementType,
    EmployerRate,
    NationalInsuranceDetails,
    OpeningBalance,
    PayElement,
    PayeSettings,
    PayPeriod,
    PensionMembership,
    StudentLoan,
    TaxDetails,
)


@dataclass(frozen=True, slots=True)
class DatedKind:
    """A record of which one is in force a day, for each value of `group` (names as on the model)."""

    model: type[models.Model]
    group: tuple[str, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SingleKind:
    """A record there is once for each value of `key`; the rest may be corrected."""

    model: type[models.Model]
    key: tuple[str, ...]
    facts: tuple[str, ...]


TAX = DatedKind(TaxDetails, ("employment_id",), ("tax_code", "basis", "notice"))
NATIONAL_INSURANCE = DatedKind(NationalInsuranceDetails, ("employment_id",), ("letter",))
LOAN = DatedKind(StudentLoan, ("employment_id", "plan"), ())
PENSION = DatedKind(PensionMembership, ("employment_id",), ("scheme", "section"))
ELEMENT = DatedKind(PayElement, ("employment_id", "element_id"), ("amount_pence",))
EMPLOYER_RATE = DatedKind(EmployerRate, ("scheme",), ("rate_millionths", "source"))
SETTINGS = DatedKind(
    PayeSettings,
    ("scheme",),
    (
        "employer_name",
        "paye_office",
        "paye_reference",
        "accounts_office_reference",
        "bacs_user_number",
        "bank_sort_code",
        "bank_account_number",
        "bank_account_name",
        "change_warning_percent",
        "part_month_rule",
        "staff_week_hundredths",
        "levy_cost_centre",
        "levy_objective",
        "levy_allowance_pence",
    ),
)

ORDER = SingleKind(
    AttachmentOrder,
    ("employment_id", "order_number"),
    ("kind", "issued_on", "nation", "rate", "total_pence", "starts_on", "ends_before"),
)
BALANCES = (
    "taxable_pence",
    "tax_pence",
    "previous_taxable_pence",
    "previous_tax_pence",
    "ni_earnings_pence",
    "ni_employee_pence",
    "ni_employer_pence",
    "student_loan_pence",
    "postgraduate_loan_pence",
    "pension_pence",
)
OPENING_BALANCE = SingleKind(OpeningBalance, ("employment_id", "tax_year"), ("through_period", *BALANCES))
PERIOD = SingleKind(PayPeriod, ("tax_year", "frequency", "number"), ("starts_on", "ends_before", "pay_on"))
BANK_HOLIDAY = SingleKind(BankHoliday, ("day",), ("name",))
ELEMENT_TYPE = SingleKind(
    ElementType,
    ("code",),
    (
        "name",
        "kind",
        "basis",
        "is_taxable",
        "is_niable",
        "is_pensionable",
        "account_officer",
        "account_staff",
        "account_pcso",
        "account_special",
    ),
)
