"""What lines are called and where they are posted: those the rules make, and the authority's own pay elements.

Accounts are those of the standard chart. Basic pay and on-costs go to the account of the workforce, deductions and what
the employer owes with them to a control account.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from payroll.models import ElementType

NET_PAY = "8530"
TAX_AND_NI = "8531"
POLICE_PENSION = "8532"
LGPS = "8533"
OTHER_DEDUCTIONS = "8534"
PAYROLL_BANK = "8310"
LEVY = "1530"

WORKFORCES = ("OFFICER", "STAFF", "PCSO", "SPECIAL")

NAMES = {
    "salary": "Basic pay",
    "arrears": "Arrears of pay",
    "paye": "Income tax (PAYE)",
    "ni_employee": "National Insurance",
    "ni_employer": "Employer's National Insurance",
    "pension_police_2015": "Police Pension Scheme 2015",
    "pension_lgps": "Local Government Pension Scheme",
    "pension_employer": "Employer's pension contribution",
    "student_loan": "Student loan",
    "postgraduate_loan": "Postgraduate loan",
    "council_tax_order": "Council tax attachment of earnings",
    "dea": "Direct earnings attachment",
    "order_charge": "Charge for an attachment order",
    "levy": "Apprenticeship levy",
}
_BASIC_PAY = {"OFFICER": "1000", "STAFF": "1100", "PCSO": "1200", "SPECIAL": "1300"}
_EMPLOYER_NI = {"OFFICER": "1030", "STAFF": "1130", "PCSO": "1230", "SPECIAL": "1300"}
_EMPLOYER_PENSION = {"OFFICER": "1035", "STAFF": "1135", "PCSO": "1235", "SPECIAL": "1300"}
_CONTROL = {
    "paye": TAX_AND_NI,
    "ni_employee": TAX_AND_NI,
    "student_loan": TAX_AND_NI,
    "postgraduate_loan": TAX_AND_NI,
    "pension_police_2015": POLICE_PENSION,
    "pension_lgps": LGPS,
}
STANDARD = [  # code, name, kind, basis, taxed, NI, pensionable, accounts by workforce
    (
        "OT133",
        "Overtime at time and a third",
        "payment",
        "time_and_a_third",
        True,
        True,
        False,
        "1040",
        "1140",
        "1240",
        "1300",
    ),
    (
        "OT150",
        "Overtime at time and a half",
        "payment",
        "time_and_a_half",
        True,
        True,
        True,
        "1040",
        "1140",
        "1240",
        "1300",
    ),
    (
        "OT200",
        "Overtime at double time",
        "payment",
        "double_time",
        True,
        True,
        True,
        "1050",
        "1140",
        "1240",
        "1300",
    ),
    ("UNSOC", "Unsocial hours allowance", "payment", "unsocial_hours", True, True, False, "1010", "", "", ""),
    ("ONCALL", "On-call allowance", "payment", "on_call", True, True, False, "1010", "", "", ""),
    ("AWAY", "Away from home overnight", "payment", "away_from_home", True, True, False, "1010", "", "", ""),
    ("HARD", "Hardship allowance", "payment", "hardship", True, True, False, "1010", "", "", ""),
    ("SHIFT", "Shift allowance", "payment", "amount", True, True, True, "1010", "1105", "1205", "1300"),
    ("STANDBY", "Standby allowance", "payment", "amount", True, True, True, "1010", "1110", "1205", "1300"),
    ("REPLACE", "Replacement allowance", "payment", "amount", True, True, False, "1015", "", "", ""),
    ("BONUS", "Bonus payment", "payment", "amount", True, True, False, "1020", "1110", "1205", "1300"),
    ("MILEAGE", "Mileage", "expense", "amount", False, False, False, "3070", "3070", "3070", "3070"),
    (
        "FEDERATION",
        "Police Federation subscription",
        "deduction",
        "amount",
        False,
        False,
        False,
        "8534",
        "8534",
        "8534",
        "8534",
    ),
    (
        "UNION",
        "Trade union subscription",
        "deduction",
        "amount",
        False,
        False,
        False,
        "8534",
        "8534",
        "8534",
        "8534",
    ),
    (
        "SPORTS",
        "Sports and social club",
        "deduction",
        "amount",
        False,
        False,
        False,
        "8534",
        "8534",
        "8534",
        "8534",
    ),
]
STANDARD_FIELDS = (
    "code", "name", "kind", "basis", "is_taxable", "is_niable", "is_pensionable",
    "account_officer", "account_staff", "account_pcso", "account_special",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Elements:
    """The authority's pay elements, read once for a calculation."""

    types: dict[str, ElementType]
    by_id: dict[int, ElementType]
    version: str
    """Digest of every element: a change of one is a change of the inputs."""

    def account(self, element: str, workforce: str) -> str:
        """Where a line is posted: what is paid to an expense account, what is taken to a control account."""
        own = self.types.get(element)
        if own is not None:
            return str(getattr(own, f"account_{workforce.lower()}") or own.account_officer)
        if element in ("salary", "arrears"):
            return _BASIC_PAY[workforce]
        if element == "ni_employer":
            return _EMPLOYER_NI[workforce]
        if element == "pension_employer":
            return _EMPLOYER_PENSION[workforce]
        return _CONTROL.get(element, OTHER_DEDUCTIONS)

    def contra(self, element: str, scheme: str | None) -> str:
        """The control account that an employer's cost is owed through."""
        if element == "pension_employer":
            return POLICE_PENSION if scheme == "police_2015" else LGPS
        return TAX_AND_NI

    def is_expense(self, element: str) -> bool:
        """Whether it is money given back: neither taxed nor part of gross pay."""
        own = self.types.get(element)
        return own is not None and own.kind == "expense"

    def name(self, element: str) -> str:
        own = self.types.get(element)
        return own.name if own else NAMES.get(element, element.replace("_", " ").capitalize())


def read_elements() -> Elements:
    """One query."""
    found = list(ElementType.objects.order_by("code"))
    facts = [[getattr(each, name) for name in STANDARD_FIELDS] for each in found]
    digest = hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:12]
    return Elements({each.code: each for each in found}, {each.pk: each for each in found}, digest)
