"""What the portal's login may do in the public schema: the one table. What is not listed it may not touch."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from psycopg2 import sql

from backoffice.tenancy.names import PORTAL
from backoffice.tenancy.router import portal_labels

READ = "SELECT"
WRITE = "SELECT, INSERT, UPDATE, DELETE"
NOTHING = ""

PORTAL_GRANTS: dict[str, str] = {
    "tenants_user": "SELECT, UPDATE (password, last_login, is_unproven)",
    "tenants_authority": READ,
    "tenants_host": READ,
    "tenants_membership": READ,  # written by the functions of schema api, which know the authority by its login
    "tenants_outbox": "SELECT, UPDATE (due_at, sent_at, times_sent), DELETE",
    "tenants_waiting": READ,
    "tenants_schematemplate": NOTHING,
    "sign_in_limits": WRITE,
    "django_session": WRITE,
    "django_content_type": READ,
    "auth_permission": NOTHING,
    "auth_group": NOTHING,
    "auth_group_permissions": NOTHING,
    "account_emailaddress": WRITE,
    "account_emailconfirmation": WRITE,
    "mfa_authenticator": WRITE,
    "socialaccount_socialaccount": WRITE,
    "socialaccount_socialtoken": WRITE,
    "socialaccount_socialapp": READ,
    "usersessions_usersession": WRITE,
}


def public_tables() -> set[str]:
    """Tables of the apps that stand in the public schema."""
    labels = portal_labels()
    return {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in labels and model._meta.managed
    } | {"sign_in_limits"}


def grant_portal(cursor: Any) -> None:
    """Make the portal's grants what the table says, as the owner. A table it does not list raises."""
    unlisted = public_tables() - PORTAL_GRANTS.keys()
    if unlisted:
        raise LookupError(f"backoffice/tenancy/grants.py says nothing about {', '.join(sorted(unlisted))}.")
    portal = sql.Identifier(PORTAL)
    for table, privileges in PORTAL_GRANTS.items():
        name = sql.Identifier("public", table)
        cursor.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(name, portal))
        if privileges:
            cursor.execute(sql.SQL("GRANT " + privileges + " ON {} TO {}").format(name, portal))
