"""Settings of the owner's work: migrations, replay of new schemas, backup and restore. One alias, the owner's login."""

from backoffice.config import env
from backoffice.config.settings import *  # noqa: F403
from backoffice.config.settings import administrator, database

OWNER_WORK = True
# A migration that waits for a long read gives way instead of queueing the whole site behind it.
LOCK_TIMEOUT = "2s"
OWNER_OPTIONS = f"-c search_path=public -c TimeZone=UTC -c statement_timeout=0 -c lock_timeout={LOCK_TIMEOUT}"
DATABASES = {
    "default": database(
        "backoffice_owner",
        env.text("OWNER_DB_PASSWORD"),
        ENGINE="django_tenants.postgresql_backend",
        OPTIONS={"options": OWNER_OPTIONS},
    ),
}
# For `bootstrap` alone: the database's administrator, and the passwords of the logins it makes.
ADMINISTRATOR = administrator()
LOGIN_PASSWORDS = {
    "backoffice_owner": env.text("OWNER_DB_PASSWORD"),
    "portal": env.text("PORTAL_DB_PASSWORD"),
    "provisioner": env.text("PROVISIONER_DB_PASSWORD", ""),
    "no_authority": env.text("NO_AUTHORITY_DB_PASSWORD"),
}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
