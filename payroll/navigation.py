"""Entries of payroll's own bar beside its overview and pay runs."""

from backoffice.ui.navigation import SubItem

DETAILS = [
    SubItem("Pay details", "payroll:details", "payroll.view"),
    SubItem("Settings", "payroll:settings", "payroll.view"),
    SubItem("Legislation", "payroll:legislation", "payroll.view"),
    SubItem("Test cases", "payroll:test_cases", "payroll.view"),
]
