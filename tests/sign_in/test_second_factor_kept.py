"""Nobody changes what a person's second factor is without having shown it."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from tests.sign_in.conftest import PASSWORD

CHANGES = ["totp/deactivate/", "webauthn/add/", "webauthn/", "recovery-codes/", "recovery-codes/generate/"]


@pytest.fixture
def early(payroll_officer, browser, password_of, totp_of):
    """A session signed in by password alone, from before the person set up an authenticator app."""
    user = password_of(payroll_officer)
    browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    totp_of(user)
    return user


@pytest.mark.isolation
@pytest.mark.parametrize("address", CHANGES)
def test_a_session_from_before_the_second_factor_has_no_say_in_it(early, browser, address):
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    for answer in (browser.get(f"/accounts/codes/{address}"), browser.post(f"/accounts/codes/{address}")):
        assert answer["Location"].startswith("/accounts/codes/reauthenticate/")
    assert Authenticator.objects.filter(user=early, type="totp").count() == 1


def test_having_shown_it_one_changes_it(early, browser):
    from tests.sign_in.conftest import code_of

    browser.post("/accounts/codes/reauthenticate/", {"code": code_of()})
    session = browser.session
    assert session["second_factor"]["at"] <= time.time()
    assert browser.get("/accounts/codes/totp/deactivate/").status_code == 200
