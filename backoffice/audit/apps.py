from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "backoffice.audit"
    label = "audit"
    verbose_name = "Audit"

    def ready(self) -> None:
        from backoffice.audit.triggers import SENTENCES
        from backoffice.constraints import register_sentences
        from backoffice.ui.navigation import NavItem, SubItem, register

        register_sentences(SENTENCES)
        register(
            NavItem(
                function="audit",
                label="Audit",
                url_name="audit:search",
                permission="audit.view",
                order=96,
                always=True,
                sub=[
                    SubItem("Changes", "audit:search", "audit.view"),
                    SubItem("Documents read", "documents:log", "documents.view_log"),
                    SubItem("API tokens", "tokens:tokens", "api.manage_tokens"),
                ],
            )
        )
