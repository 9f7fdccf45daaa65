"""What lines are coded to, beyond the chart: control accounts, VAT codes, projects."""

from finance.queries.coding.codes import (
    project_for,
    project_lines,
    projects_for,
    vat_code_for,
    vat_codes_for,
)
from finance.queries.coding.control_accounts import control_accounts_for, control_code, control_codes

__all__ = [
    "control_accounts_for",
    "control_code",
    "control_codes",
    "project_for",
    "project_lines",
    "projects_for",
    "vat_code_for",
    "vat_codes_for",
]
