from django.apps import AppConfig


class NumberingConfig(AppConfig):
    name = "backoffice.numbering"
    label = "numbering"
    verbose_name = "Numbering"
