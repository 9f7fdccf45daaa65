from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "backoffice.tenancy"
    label = "tenancy"
    verbose_name = "Members"

    def ready(self) -> None:
        from backoffice.tenancy import checks  # noqa: F401 - registers them
