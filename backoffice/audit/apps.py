from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "backoffice.audit"
    label = "audit"
    verbose_name = "Audit"

    def ready(self) -> None:
        from backoffice.audit.triggers import SENTENCES
        from backoffice.constraints import register_sentences

        register_sentences(SENTENCES)
