from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "backoffice.api"
    label = "api"
    verbose_name = "API"

    def ready(self) -> None:
        from backoffice.api.once import forget_old_answers
        from backoffice.tenancy.daily import register_daily

        register_daily(forget_old_answers)
