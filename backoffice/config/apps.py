from django.apps import AppConfig


class CompositionConfig(AppConfig):
    """Where the functions are put together; it has commands and no models."""

    name = "backoffice.config"
    label = "composition"

    def ready(self) -> None:
        # Every process that sends messages sends them through our application, not only the workers.
        from backoffice.config import celery  # noqa: F401
