from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "backoffice.documents"
    label = "documents"
    verbose_name = "Documents"

    def ready(self) -> None:
        from backoffice.documents.orphans import sweep_orphans
        from backoffice.tenancy.daily import register_daily

        register_daily(sweep_orphans)
