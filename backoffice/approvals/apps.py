from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "backoffice.approvals"
    label = "approvals"
    verbose_name = "Approvals"

    def ready(self) -> None:
        from backoffice.approvals.services import SENTENCES
        from backoffice.constraints import register_sentences

        register_sentences(SENTENCES)
