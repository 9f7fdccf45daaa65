from django.apps import AppConfig


class HrConfig(AppConfig):
    name = "hr"
    verbose_name = "HR"

    def ready(self) -> None:
        from backoffice.constraints import register_sentences
        from hr.constraints import SENTENCES
        from hr.imports import register_all

        register_sentences(SENTENCES)
        register_all()
