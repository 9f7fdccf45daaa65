"""Roles and what each may do: the one table. Each app declares its permissions in permissions.py."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """A role a member can hold in an authority. `needs_totp`: a second factor is asked for at sign-in."""

    label: str
    description: str
    permissions: frozenset[str]
    needs_totp: bool = False


def _role(label: str, description: str, permissions: str, *, needs_totp: bool = False) -> Role:
    return Role(label, description, frozenset(permissions.split()), needs_totp)


ROLES: dict[str, Role] = {
    "service_centre_clerk": _role(
        "Service centre clerk",
        "Keeps people, pay details, orders, invoices and journals up to date; approves nothing.",
        """work.view reports.run
        hr.view_people hr.change_people hr.import_people
        payroll.view payroll.view_runs payroll.change_details payroll.import
        finance.view finance.draft_journal finance.view_purchasing finance.change_suppliers finance.requisition
        finance.order finance.receive finance.enter_invoice finance.resolve_invoice finance.reconcile_bank""",
    ),
    "hr_officer": _role(
        "HR officer",
        "Keeps people, posts and structure.",
        """work.view reports.run audit.view
        hr.view_people hr.change_people hr.view_bank_details hr.change_bank_details hr.import_people
        hr.change_pay_scales hr.change_structure""",
        needs_totp=True,
    ),
    "payroll_officer": _role(
        "Payroll officer",
        "Prepares the pay run and keeps what pay is worked out from.",
        """work.view reports.run audit.view
        hr.view_people hr.view_bank_details hr.change_bank_details hr.import_people hr.change_pay_scales
        payroll.view payroll.view_runs payroll.change_details payroll.change_settings payroll.import payroll.prepare_run
        payroll.view_payslips
        finance.view""",
        needs_totp=True,
    ),
    "payroll_approver": _role(
        "Payroll approver",
        "Approves a pay run somebody else prepared, and has it paid.",
        """work.view reports.run audit.view
        hr.view_people
        payroll.view payroll.view_runs payroll.view_payslips payroll.approve_run payroll.pay_run
        payroll.view_bank_file
        finance.view""",
        needs_totp=True,
    ),
    "finance_officer": _role(
        "Finance officer",
        "Keeps the chart, budgets, suppliers and the bank; drafts journals; proposes payments; closes periods.",
        """work.view reports.run audit.view
        payroll.view_runs
        finance.view finance.change_chart finance.draft_journal finance.close_period finance.export
        finance.view_budgets finance.change_budgets finance.propose_virement finance.forecast
        finance.view_purchasing finance.change_suppliers finance.change_purchasing_rules finance.requisition
        finance.order finance.receive finance.enter_invoice finance.resolve_invoice
        finance.prepare_payments finance.reconcile_bank finance.prepare_publication""",
        needs_totp=True,
    ),
    "finance_approver": _role(
        "Finance approver",
        "Posts, approves, pays and publishes what somebody else prepared.",
        """work.view reports.run audit.view
        payroll.view_runs
        finance.view finance.post_journal finance.export finance.approve_reopening
        finance.view_budgets finance.approve_budgets finance.approve_virement
        finance.view_purchasing finance.approve_suppliers finance.approve_requisition finance.approve_invoice
        finance.approve_payments finance.approve_reconciliation finance.publish""",
        needs_totp=True,
    ),
    "budget_holder": _role(
        "Budget holder",
        "Orders and approves for the cost centres held; sees what is spent, committed and left, and forecasts.",
        """work.view reports.run
        finance.view_budgets finance.propose_virement finance.approve_virement finance.forecast
        finance.view_purchasing finance.requisition finance.approve_requisition finance.receive
        finance.approve_invoice""",
        needs_totp=True,
    ),
    "authority_administrator": _role(
        "Authority administrator",
        "Invites people and gives them roles; sees every job and who changed what. Opens no personal record.",
        "work.view members.view members.change jobs.view_all documents.view_log audit.view api.manage_tokens",
        needs_totp=True,
    ),
    "auditor": _role(
        "Auditor",
        "Reads everything, changes nothing.",
        """work.view reports.run audit.view members.view jobs.view_all documents.view_log
        hr.view_people hr.view_bank_details
        payroll.view payroll.view_runs payroll.view_payslips payroll.view_bank_file
        finance.view finance.export finance.view_budgets finance.view_purchasing""",
        needs_totp=True,
    ),
    "employee": _role("Employee", "Sees own payslips and details.", "work.view payroll.view_own_payslips"),
}


def permissions_of(roles: Iterable[str]) -> frozenset[str]:
    """What the roles allow together. A role that is not in the table allows nothing."""
    return frozenset().union(*(ROLES[role].permissions for role in roles if role in ROLES))


def needs_totp(roles: Iterable[str]) -> bool:
    """Whether one of the roles asks for a second factor."""
    return any(ROLES[role].needs_totp for role in roles if role in ROLES)
