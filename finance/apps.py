from django.apps import AppConfig


class FinanceConfig(AppConfig):
    """The ledger core: chart, periods, journals, trial balance."""

    name = "finance"
    verbose_name = "Finance"

    def ready(self) -> None:
        """Offer the kernel's registries what finance has."""
        from backoffice.constraints import register_sentences
        from finance.errors import SENTENCES

        register_sentences(SENTENCES)
