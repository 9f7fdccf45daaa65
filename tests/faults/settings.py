"""The product's settings, with pay worked out in chunks of a few people, so that a small force has several."""

from backoffice.config.settings import *  # noqa: F403
from backoffice.config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.chunks.SmallChunks"]
