from django.apps import AppConfig


class UiConfig(AppConfig):
    """Kernel app without models: templates, template tags and built assets."""

    name = "backoffice.ui"
    label = "ui"
    verbose_name = "Screens"
