"""Who signs in to the demonstration."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator

from backoffice.config import demonstration
from tenants.models import Membership, User
from tests import committed

EMAIL = "service@servicecentre.example"


@pytest.fixture
def secret(monkeypatch):
    monkeypatch.setenv("DEMO_SECRET", "s" * 40)


def test_somebody_looks_after_the_service_with_a_second_factor_and_no_authority(on_committed_data, secret):
    person = next(one for one in demonstration.people() if one.looks_after_service)
    assert person.email == EMAIL and person.totp_secret and person.label == "Service administrator"
    try:
        for _ in range(2):  # a demonstration that was interrupted begins again
            demonstration._make(person)
        user = User.objects.get(email=EMAIL)
        assert user.is_service_administrator and user.check_password(person.password)
        assert Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).count() == 1
        assert not Membership.objects.filter(user=user).exists()
    finally:
        with committed.administrator() as cursor:
            for table in ("mfa_authenticator", "account_emailaddress"):
                cursor.execute(
                    f"DELETE FROM public.{table} WHERE user_id = (SELECT id FROM public.tenants_user WHERE email = %s)",
                    [EMAIL],
                )
            cursor.execute("DELETE FROM public.tenants_user WHERE email = %s", [EMAIL])


def test_the_sign_ins_name_each_with_a_code_where_one_is_needed(on_committed_data, secret):
    lines = list(demonstration.sign_ins())
    assert any(line.startswith("Service administrator") and EMAIL in line for line in lines)
    assert all(len(line.split()) >= 3 for line in lines)
