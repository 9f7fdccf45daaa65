"""What lines are coded to, beyond the chart: control accounts, VAT codes, projects."""

from finance.queries.coding.control_accounts import control_code, control_codes

__all__ = ["control_code", "control_codes"]
