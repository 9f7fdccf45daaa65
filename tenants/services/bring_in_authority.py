"""Bring an authority in: its record, login and schema, and the first person who works there.

Not services of an authority (there is none yet), so no `@service`: the provisioner alone may run them, by its logins.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connections, transaction

from backoffice.clock import business_date
from backoffice.errors import Refused
from backoffice.tenancy import portal_api
from backoffice.tenancy.authorities import forget_authorities
from backoffice.tenancy.current import in_authority
from backoffice.tenancy.models import Member
from backoffice.tenancy.names import BadName, role_for
from backoffice.tenancy.replay import create_authority_schema
from backoffice.tenancy.roles import ROLES
from tenants.models import Authority

FUNCTIONS = ("hr", "finance", "payroll")


class NoSuchAddress(Refused):
    code = "authority_address_unusable"


def bring_in_authority(*, slug: str, name: str, functions: Sequence[str] = FUNCTIONS) -> None:
    """Make the authority, or what is missing of it. Asked again it does no harm; takes well under a second.

    The record comes first and is not served until login and schema are there.
    """
    try:
        schema = role_for(slug)
    except BadName:
        raise NoSuchAddress(
            f"{slug!r} cannot be an authority's address.",
            where="slug",
            next_step="Use small letters, digits and hyphens, beginning with a letter, such as west-mercia.",
        ) from None
    owner = connections["owner"]
    with transaction.atomic(using="owner"), owner.cursor() as cursor:
        cursor.execute(
            "INSERT INTO public.tenants_authority (schema_name, slug, name, functions, state, server, created_at)"
            " VALUES (%s, %s, %s, %s, 'coming', '', now()) ON CONFLICT (slug) DO NOTHING",
            [schema, slug, name, list(functions)],
        )
    create_authority_schema(slug)
    with transaction.atomic(using="owner"), owner.cursor() as cursor:
        cursor.execute(
            "UPDATE public.tenants_authority SET state = %s WHERE slug = %s AND state = %s",
            [Authority.State.ACTIVE, slug, Authority.State.COMING],
        )
    forget_authorities()


def add_first_member(*, slug: str, email: str, name: str, roles: Sequence[str]) -> UUID:
    """Make somebody a member of the authority before there is a member who could invite them."""
    assert all(role in ROLES for role in roles), roles
    with in_authority(slug), transaction.atomic():
        identity = portal_api.invite(email, name, roles)
        Member.objects.update_or_create(
            identity=identity,
            defaults={"roles": list(roles), "state": Member.State.ACTIVE},
            create_defaults={
                "email": email.lower(),
                "name": name,
                "roles": list(roles),
                "joined_on": business_date(),
            },
        )
    return identity


def onboard_authority(
    *,
    slug: str,
    name: str,
    functions: Sequence[str] = FUNCTIONS,
    administrator_email: str = "",
    administrator_name: str = "",
) -> None:
    """Ask the provisioner to bring the authority in, with its first administrator; the browser's way."""
    from tenants.tasks import QUEUE, provision

    asked = {
        "slug": slug,
        "name": name,
        "functions": list(functions),
        "administrator_email": administrator_email,
        "administrator_name": administrator_name,
    }
    provision.apply_async(kwargs=asked, queue=QUEUE)
