from django.apps import AppConfig


class FinanceConfig(AppConfig):
    """The ledger core: chart, periods, journals, trial balance."""

    name = "finance"
    verbose_name = "Finance"

    def ready(self) -> None:
        """Offer the kernel's registries what finance has."""
        from backoffice.constraints import register_sentences
        from backoffice.ui.navigation import NavItem, SubItem, register
        from finance import health, setting_up
        from finance.errors import SENTENCES
        from finance.imports import register_imports
        from finance.links import register_links
        from finance.lookups import register_lookups
        from finance.reports import register_reports
        from finance.search import register_search
        from finance.work import register_work

        register_sentences(SENTENCES)
        health.register()
        setting_up.register()
        register_links()
        register_lookups()
        register_search()
        register_imports()
        register_reports()
        register_work()
        register(
            NavItem(
                function="finance",
                label="Finance",
                url_name="finance:home",
                permission=("finance.view",),
                order=40,
                sub=[
                    SubItem("Overview", "finance:home", "finance.view"),
                    SubItem("Journals", "finance:journals", "finance.view"),
                    SubItem("Trial balance", "finance:trial_balance", "finance.view"),
                    SubItem("Periods", "finance:periods", "finance.view"),
                    SubItem("Chart of accounts", "finance:accounts", "finance.view"),
                    SubItem("Cost centres", "finance:cost_centres", "finance.view"),
                    SubItem("Police objectives", "finance:objectives", "finance.view"),
                ],
            )
        )
