from hr.queries.pay import (
    BankDetails,
    EmploymentFact,
    HrChange,
    PaySegment,
    bank_accounts,
    changes_since,
    employments_by_id,
    employments_in,
    pay_segments,
)
from hr.queries.people import employment_for, employments_for, people_for, person_for
from hr.queries.units import districts, unit_for, units_for

__all__ = [
    "BankDetails",
    "EmploymentFact",
    "HrChange",
    "PaySegment",
    "bank_accounts",
    "changes_since",
    "districts",
    "employment_for",
    "employments_by_id",
    "employments_for",
    "employments_in",
    "pay_segments",
    "people_for",
    "person_for",
    "unit_for",
    "units_for",
]
