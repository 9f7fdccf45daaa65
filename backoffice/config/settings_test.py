"""Settings of most tests: one connection, each login's rights, everything rolled back. Own database, so that tests
never touch a demonstration's."""

import os

from backoffice.config import env

_name = env.text("DATABASE_NAME", "backoffice").removesuffix("_test")
os.environ["DATABASE_NAME"] = f"{_name}_test"
os.environ["SERVICE_URL"] = "http://testserver"
os.environ.setdefault("BUSINESS_DATE", "2026-10-30")
os.environ["MEDIA_ROOT"] = str(env.VAR / "test_media")

from backoffice.config.settings import *  # noqa: E402, F403
from backoffice.config.settings import MIDDLEWARE, STORAGES, administrator, database  # noqa: E402
from backoffice.config.settings_owner import LOGIN_PASSWORDS  # noqa: E402, F401

DATABASES = {
    "default": database(
        env.text("DATABASE_SUPERUSER", "postgres"),
        env.text("SUPERUSER_DB_PASSWORD"),
        ENGINE="backoffice.tenancy.testing.shared",
        DISABLE_SERVER_SIDE_CURSORS=False,
    ),
    "portal": database("portal", "", ENGINE="backoffice.tenancy.testing.portal"),
    # For tests on committed data, which bring in authorities of their own.
    "owner": database("backoffice_owner", env.text("OWNER_DB_PASSWORD")),
    "provisioner": database("provisioner", env.text("PROVISIONER_DB_PASSWORD")),
}
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise.")]  # no files are collected
ADMINISTRATOR = administrator()
STORAGES |= {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; argon2's own test names it
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
AUTHORITY_SECONDS = 0
