from django.apps import AppConfig


class PayrollConfig(AppConfig):
    name = "payroll"
    label = "payroll"
    verbose_name = "Payroll"

    def ready(self) -> None:
        from backoffice.constraints import register_sentences
        from payroll import jobs, links  # noqa: F401 - they register what they hold
        from payroll.imports import register_imports
        from payroll.sentences import SENTENCES
        from payroll.services import approve_run, bank_file

        register_sentences(SENTENCES)
        approve_run.register()
        bank_file.register()
        register_imports()
