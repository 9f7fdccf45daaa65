from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "backoffice.work"
    label = "work"
    verbose_name = "Work"

    def ready(self) -> None:
        from backoffice.ui.navigation import NavItem, SubItem, register
        from backoffice.work.kernel import register_kernel

        register_kernel()
        register(
            NavItem(
                function="work",
                label="My work",
                url_name="work:home",
                order=10,
                always=True,
                sub=[
                    SubItem("To do", "work:home"),
                    SubItem("Jobs", "jobs:jobs"),
                    SubItem("Imports", "imports:kinds"),
                ],
            )
        )
