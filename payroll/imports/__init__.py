"""The files payroll takes in: settings of the authority, and details of each employment, in loading order.

This package is whole: settings, details, elements and claims, with `payroll/services/details` behind it and
`payroll/demo.py` writing its files. `register_imports()` is called from the app's `ready()`. Pages and templates are
the kernel's.
"""

from __future__ import annotations

from backoffice.imports.specs import SPECS, register
from payroll.imports import details, elements, settings

ALL = (
    settings.EMPLOYER,
    settings.BANK_HOLIDAYS,
    settings.CALENDAR,
    settings.EMPLOYER_RATES,
    settings.ELEMENT_TYPES,
    details.TAX_DETAILS,
    details.NATIONAL_INSURANCE_DETAILS,
    details.STUDENT_LOANS,
    details.PENSIONS,
    details.OPENING_BALANCES,
    elements.PAY_ELEMENTS,
    details.ORDERS,
    elements.CLAIMS,
)


def register_imports() -> None:
    """Offer every file of payroll on the imports pages; asked twice, offered once."""
    for spec in ALL:
        if spec.kind not in SPECS:
            register(spec)
