"""The provisioner's settings, the administrator's login to take measured authorities away again, and a bare template
engine for the yardstick of lists."""

from pathlib import Path

from backoffice.config.settings import TEMPLATES, administrator
from backoffice.config.settings_provisioner import *  # noqa: F403

ADMINISTRATOR = administrator()
TEMPLATES = [
    *TEMPLATES,
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "NAME": "plain",
        "DIRS": [Path(__file__).parent / "templates"],
    },
]
