"""What changes the details and settings pay is worked out from. Each is a dated change with its reason in the history."""

from payroll.services.details.calendar import (
    change_pay_day,
    plan_pay_calendar,
    remove_bank_holiday,
    set_bank_holiday,
)
from payroll.services.details.element_types import add_standard_elements, set_element_type
from payroll.services.details.employer import set_employer_rate, set_paye_settings
from payroll.services.details.end_detail import end_detail, remove_detail
from payroll.services.details.override_law import override_law
from payroll.services.details.record_claims import record_claim, withdraw_claim
from payroll.services.details.set_element import set_element
from payroll.services.details.set_loan import set_loan
from payroll.services.details.set_national_insurance import set_national_insurance
from payroll.services.details.set_opening_balance import set_opening_balance
from payroll.services.details.set_order import set_order
from payroll.services.details.set_pension import set_pension
from payroll.services.details.set_tax_details import set_tax_details

__all__ = [
    "add_standard_elements",
    "change_pay_day",
    "end_detail",
    "override_law",
    "plan_pay_calendar",
    "record_claim",
    "remove_bank_holiday",
    "remove_detail",
    "set_bank_holiday",
    "set_element",
    "set_element_type",
    "set_employer_rate",
    "set_loan",
    "set_national_insurance",
    "set_opening_balance",
    "set_order",
    "set_paye_settings",
    "set_pension",
    "set_tax_details",
    "withdraw_claim",
]
