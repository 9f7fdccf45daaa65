"""Settings of the provisioner: the one worker that makes logins and schemas. Its other aliases are the web's."""

from backoffice.config import env
from backoffice.config.settings import *  # noqa: F403
from backoffice.config.settings import DATABASES, database

PROVISIONER = True
_options = {"options": "-c search_path=public -c TimeZone=UTC -c statement_timeout=300s -c lock_timeout=10s"}
DATABASES |= {
    "owner": database("backoffice_owner", env.text("OWNER_DB_PASSWORD"), OPTIONS=_options),
    "provisioner": database("provisioner", env.text("PROVISIONER_DB_PASSWORD"), OPTIONS=_options),
}
