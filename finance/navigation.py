"""Finance's entry of the second bar and the pages of its own."""

from backoffice.actor import Actor
from backoffice.ui.navigation import NavItem, SubItem
from finance.permissions import SEES_BUDGETS, SEES_PURCHASING

LEDGER = "finance.view"


def _holds_budgets(actor: Actor) -> bool:
    """The budget holder's home is the first page of those who see no ledger, and a page of those who may hold one."""
    return actor.can("finance.forecast") or actor.can("finance.approve_virement")


def _sees_no_ledger(actor: Actor) -> bool:
    """Those who see the ledger have more pages than the bar holds in one row; budgets lead them to virements."""
    return not actor.can("finance.view")


FINANCE = NavItem(
    function="finance",
    label="Finance",
    url_name="finance:home",
    permission=("finance.view", "finance.view_budgets", "finance.view_purchasing"),
    order=40,
    sub=[
        SubItem("Overview", "finance:home", LEDGER),
        SubItem("My budgets", "finance:my_budgets", SEES_BUDGETS, _holds_budgets),
        SubItem("Budgets", "finance:budgets", LEDGER),
        SubItem("Virements", "finance:virements", SEES_BUDGETS, _sees_no_ledger),
        SubItem("Requisitions", "finance:requisitions", SEES_PURCHASING),
        SubItem("Orders", "finance:orders", SEES_PURCHASING),
        SubItem("Suppliers", "finance:suppliers", LEDGER),
        SubItem("Invoices", "finance:invoices", SEES_PURCHASING),
        SubItem("Payments", "finance:payment_runs", LEDGER),
        SubItem("Bank", "finance:bank_accounts", LEDGER),
        SubItem("Journals", "finance:journals", LEDGER),
        SubItem("Trial balance", "finance:trial_balance", LEDGER),
        SubItem("Periods", "finance:periods", LEDGER),
        SubItem("Publishing", "finance:publications", LEDGER),
        SubItem("Setup", "finance:setup", LEDGER),
    ],
)
