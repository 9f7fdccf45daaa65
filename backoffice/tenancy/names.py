"""An authority's names: the slug in its addresses, and the one name of its schema and its login."""

from __future__ import annotations

import re

NO_AUTHORITY = "no_authority"  # the login in use when no authority is set; it may do nothing
OWNER = "backoffice_owner"  # owns every table
PORTAL = "portal"  # identities, sign-in, sessions
PROVISIONER = "provisioner"  # makes roles and schemas
ANY_AUTHORITY = "authority_any"  # the group whose grants every authority has
TEMPLATE = "authority_template"  # the migrated schema new authorities are replayed from

# First segments of addresses that belong to the service, so that no authority may be called so.
RESERVED = frozenset(
    """
    accounts account api admin apple-touch-icon.png authorities back-office favicon.ico health help home login logout
    media published robots.txt service sign-in sign-out static status ui well-known .well-known www
    any authority template no public portal owner provisioner
    """.split()  # noqa: SIM905 - a column of strings would take a page
)

PUBLISHED = "published"  # below it lies what authorities publish: read by anybody, whoever is signed in

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_ROLE = re.compile(r"a_[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST_ROLE = 63  # PostgreSQL cuts longer names off, silently


class BadName(ValueError):
    """Not a name an authority can have."""


def role_for(slug: str) -> str:
    """The schema and login of the authority `slug`. Raises `BadName` for what is no slug."""
    role = "a_" + slug.replace("-", "_")
    if not _SLUG.fullmatch(slug) or slug in RESERVED or len(role) > LONGEST_ROLE:
        raise BadName(f"{slug!r} cannot be an authority's address.")
    return role


def slug_for(role: str) -> str:
    """The slug of the authority whose schema and login is `role`."""
    return check_role(role)[2:].replace("_", "-")


def check_role(role: str) -> str:
    """The name, if it can be an authority's schema and login; raises `BadName` otherwise."""
    if not _ROLE.fullmatch(role) or len(role) > LONGEST_ROLE:
        raise BadName(f"{role!r} is not the name of an authority's login.")
    return role
