from django.apps import AppConfig


class PayrollConfig(AppConfig):
    """Pay details, pay runs, payslips, bank file."""

    name = "payroll"
    label = "payroll"
    verbose_name = "Payroll"

    def ready(self) -> None:
        """Offer the kernel's registries what payroll has."""
        from backoffice.bacs.working_days import register_bank_holidays
        from backoffice.constraints import register_sentences
        from backoffice.ui.navigation import NavItem, SubItem, register
        from payroll import jobs, links, search, setting_up  # noqa: F401 - jobs and links register what they hold
        from payroll.imports import register_imports
        from payroll.navigation import DETAILS
        from payroll.queries.settings import bank_holidays
        from payroll.reports import register_reports
        from payroll.sentences import SENTENCES
        from payroll.services import approve_run, bank_file
        from payroll.work import register_work

        register_sentences(SENTENCES)
        register_bank_holidays(bank_holidays)
        approve_run.register()
        bank_file.register()
        register_imports()
        register_reports()
        register_work()
        search.register()
        setting_up.register()
        register(
            NavItem(
                function="payroll",
                label="Payroll",
                url_name="payroll:home",
                permission=("payroll.view",),
                order=30,
                sub=[
                    SubItem("Overview", "payroll:home", "payroll.view"),
                    SubItem("Pay runs", "payroll:runs", "payroll.view"),
                    *DETAILS,
                ],
            )
        )
