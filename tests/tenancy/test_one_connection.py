"""The tests' own connection gives each statement the rights it would have in the product."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, connections, transaction

from backoffice.tenancy.current import current_slug, in_authority, require_slug
from backoffice.tenancy.models import Member
from tenants.models import Membership, User

pytestmark = pytest.mark.isolation


def test_a_member_sees_their_own_authority_only(clerk, outsider):
    assert list(Member.objects.values_list("name", flat=True)) == [clerk.member.name]
    with in_authority("durham"):
        assert list(Member.objects.values_list("name", flat=True)) == [outsider.member.name]
    assert current_slug() == "cleveland"


def test_with_no_authority_nothing_can_be_read(db):
    with pytest.raises(ProgrammingError), transaction.atomic():
        Member.objects.count()


def test_an_authority_reads_nothing_of_the_portals(cleveland):
    for table in ("tenants_user", "tenants_membership", "django_session", "tenants_outbox"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(f"SELECT * FROM public.{table}")


def test_the_portal_reads_memberships_and_writes_none(clerk):
    assert Membership.objects.filter(user__identity=clerk.identity).exists()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(using="portal"):
        Membership.objects.filter(user__identity=clerk.identity).update(roles=["authority_administrator"])
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(using="portal"):
        User.objects.filter(identity=clerk.identity).update(is_service_administrator=True)


def test_the_portal_opens_no_authoritys_schema(clerk):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(using="portal"):
        connections["portal"].cursor().execute("SELECT * FROM a_cleveland.tenancy_member")


def test_switching_inside_a_transaction_is_refused_and_the_same_authority_is_not(cleveland):
    with transaction.atomic():
        with in_authority("cleveland"):
            assert require_slug() == "cleveland"
        with pytest.raises(ProgrammingError, match="inside an atomic block"), in_authority("durham"):
            pass
