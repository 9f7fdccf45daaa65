"""Finance's entry of the second bar and the pages of its own."""

from backoffice.actor import Actor
from backoffice.ui.navigation import NavItem, SubItem

LEDGER = "finance.view"
BUYING = ("finance.view", "finance.view_purchasing")


def _holds_budgets(actor: Actor) -> bool:
    """The budget holder's home is the first page of those who see no ledger, and a page of those who may hold one."""
    return actor.can("finance.forecast") or actor.can("finance.approve_virement")


FINANCE = NavItem(
    function="finance",
    label="Finance",
    url_name="finance:home",
    permission=("finance.view", "finance.view_budgets", "finance.view_purchasing"),
    order=40,
    sub=[
        SubItem("Overview", "finance:home", LEDGER),
        SubItem("My budgets", "finance:my_budgets", "finance.view_budgets", _holds_budgets),
        SubItem("Budgets", "finance:budgets", LEDGER),
        SubItem("Virements", "finance:virements", ("finance.view", "finance.view_budgets")),
        SubItem("Requisitions", "finance:requisitions", BUYING),
        SubItem("Orders", "finance:orders", BUYING),
        SubItem("Suppliers", "finance:suppliers", LEDGER),
        SubItem("Invoices", "finance:invoices", BUYING),
        SubItem("Payments", "finance:payment_runs", LEDGER),
        SubItem("Bank", "finance:bank_accounts", LEDGER),
        SubItem("Journals", "finance:journals", LEDGER),
        SubItem("Trial balance", "finance:trial_balance", LEDGER),
        SubItem("Periods", "finance:periods", LEDGER),
        SubItem("Publishing", "finance:publications", LEDGER),
        SubItem("Setup", "finance:setup", LEDGER),
    ],
)
