"""Settings of the owner's work: migrations, replay of new schemas, backup and restore. One alias, the owner's login."""

from backoffice.config import env
from backoffice.config.settings import *  # noqa: F403
from backoffice.config.settings import database

OWNER_WORK = True
# A migration that waits for a long read gives way instead of queueing the whole site behind it.
LOCK_TIMEOUT = "2s"
MIGRATION_RETRY_SECONDS = 1.0
OWNER_OPTIONS = f"-c search_path=public -c TimeZone=UTC -c statement_timeout=0 -c lock_timeout={LOCK_TIMEOUT}"
DATABASES = {
    "default": database(
        "backoffice_owner",
        env.text("OWNER_DB_PASSWORD"),
        ENGINE="django_tenants.postgresql_backend",
        OPTIONS={"options": OWNER_OPTIONS},
    ),
}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
