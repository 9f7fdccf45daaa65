from django.apps import AppConfig


class FinanceConfig(AppConfig):
    """Budgets, buying, paying, the bank, the ledger and its close."""

    name = "finance"
    verbose_name = "Finance"

    def ready(self) -> None:
        """Offer the kernel's registries what finance has."""
        from backoffice.constraints import register_sentences
        from backoffice.ui.navigation import register
        from finance import health, setting_up
        from finance.errors import SENTENCES
        from finance.imports import register_imports
        from finance.links import register_links
        from finance.lookups import register_lookups
        from finance.navigation import FINANCE
        from finance.posted import register_posted
        from finance.reports import register_reports
        from finance.search import register_search
        from finance.services import bank
        from finance.services.bank.errors import SENTENCES as BANK_SENTENCES
        from finance.services.budgets.approval import offer as offer_budget_approval
        from finance.services.budgets.errors import SENTENCES as BUDGET_SENTENCES
        from finance.services.close import setting_up as close
        from finance.services.invoices import setting_up as invoices
        from finance.services.payments import register as payments
        from finance.services.publishing.errors import SENTENCES as PUBLISHING_SENTENCES
        from finance.services.purchasing import setting_up as purchasing
        from finance.work import register_work

        register_sentences(SENTENCES)
        register_sentences(BUDGET_SENTENCES)
        offer_budget_approval()
        register_sentences(BANK_SENTENCES)
        register_sentences(PUBLISHING_SENTENCES)
        bank.register_documents()
        register_posted("finance.bank_item", bank.match_posted)
        close.register()
        payments()
        purchasing.register()
        invoices.register()
        health.register()
        setting_up.register()
        register_links()
        register_lookups()
        register_search()
        register_imports()
        register_reports()
        register_work()
        register(FINANCE)
