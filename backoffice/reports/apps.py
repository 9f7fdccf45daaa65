from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "backoffice.reports"
    label = "reports"
    verbose_name = "Reports"

    def ready(self) -> None:
        from backoffice.ui.navigation import NavItem, register

        register(
            NavItem(
                function="reports",
                label="Reports",
                url_name="reports:reports",
                permission="reports.run",
                order=90,
                always=True,
            )
        )
