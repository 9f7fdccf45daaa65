from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "backoffice.work"
    label = "work"
    verbose_name = "Work"

    def ready(self) -> None:
        from backoffice.imports.specs import specs_for
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
                    SubItem("Jobs", "jobs:jobs", ("jobs.view_all", "reports.run")),  # who works in a function
                    SubItem("Imports", "imports:kinds", shown=lambda actor: bool(specs_for(actor))),
                ],
            )
        )
