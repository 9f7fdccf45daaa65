from django.apps import AppConfig


class HrConfig(AppConfig):
    name = "hr"
    verbose_name = "HR"

    def ready(self) -> None:
        from backoffice.constraints import register_sentences
        from hr.constraints import SENTENCES

        register_sentences(SENTENCES)
