from django.apps import AppConfig


class CompositionConfig(AppConfig):
    """Where the functions are put together; it has commands and no models."""

    name = "backoffice.config"
    label = "composition"
