"""Signing in: password, codes, links, and what is never told."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from django.core import mail
from django.core.cache import caches

from backoffice.tenancy.signed_in import CONFIRMED, SECOND_FACTOR, mark
from tests.sign_in.conftest import PASSWORD, code_of

LOGIN = "/accounts/login/"


def log_in(browser: Any, email: str, password: str = PASSWORD, **more: str) -> Any:
    return browser.post(LOGIN, {"login": email, "password": password, **more})


def test_a_member_signs_in_with_address_and_password_and_lands_in_their_only_authority(
    browser, clerk, password_of
):
    user = password_of(clerk)
    page = log_in(browser, user.email)
    assert page.status_code == 302 and page["Location"] == "/"
    assert browser.get("/")["Location"] == "/cleveland/"


def test_the_page_speaks_plainly_and_offers_no_sign_up(browser):
    page = browser.get(LOGIN)
    text = page.content.decode()
    assert page.status_code == 200
    assert "Forgotten your password?" in text and "Sign in with a passkey" in text
    assert not re.search(
        r"sign ?up|login\b(?!/)|third.party",
        re.sub(r"<script.*?</script>|<[^>]+>", "", text, flags=re.DOTALL),
        re.IGNORECASE,
    )
    assert text.count("<h1") == 1


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(browser, clerk, password_of):
    user = password_of(clerk)
    pages = [
        log_in(browser, email, "wrong-password").content.decode()
        for email in (user.email, "nobody@example.test")
    ]
    bare = [re.sub(r'value="[^"]*"', "", page) for page in pages]
    assert "is not right" in bare[0] and bare[0] == bare[1]


def test_five_wrong_passwords_for_one_account_make_it_wait_even_from_elsewhere(browser, clerk, password_of):
    user = password_of(clerk)
    for _ in range(5):
        log_in(browser, user.email, "wrong-password")
    page = browser.post(LOGIN, {"login": user.email, "password": PASSWORD}, REMOTE_ADDR="203.0.113.9")
    assert "Too many wrong attempts" in page.content.decode()


def test_ten_wrong_attempts_from_one_address_make_that_address_wait(browser, clerk, password_of):
    user = password_of(clerk)
    for number in range(10):
        log_in(browser, f"nobody{number}@example.test", "wrong-password")
    assert "Too many" in log_in(browser, user.email).content.decode()


def test_limits_are_counted_in_the_portals_database(settings):
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    caches["default"].set("probe", 1)
    assert caches["default"].get("probe") == 1


def test_codes_are_asked_for_after_the_password_and_open_pages_of_a_role_that_needs_them(
    browser, payroll_officer, password_of, totp_of
):
    user = password_of(payroll_officer)
    totp_of(user)
    page = log_in(browser, user.email)
    assert page["Location"].startswith("/accounts/codes/authenticate/")
    assert browser.get("/cleveland/").status_code == 302  # not signed in yet
    anonymous = browser.session.session_key
    wrong = browser.post("/accounts/codes/authenticate/", {"code": "000000"})
    assert "That code is not right" in wrong.content.decode()
    page = browser.post("/accounts/codes/authenticate/", {"code": code_of()})
    assert page["Location"] == "/"
    assert browser.session.session_key != anonymous
    assert (
        browser.get("/cleveland/members/").status_code == 403
    )  # the answer of a member, without that permission


def test_a_role_that_needs_a_second_factor_opens_nothing_until_one_is_set_up(
    browser, payroll_officer, password_of
):
    user = password_of(payroll_officer)
    log_in(browser, user.email)
    page = browser.get("/cleveland/members/?q=a")
    assert page["Location"] == "/accounts/second-factor/?next=%2Fcleveland%2Fmembers%2F%3Fq%3Da"
    assert "Set up an authenticator app" in browser.get(page["Location"]).content.decode()
    assert browser.get("/cleveland/api/v1/").status_code == 403
    before = browser.session.session_key
    form = browser.get("/accounts/codes/totp/activate/")
    assert form.status_code == 200
    secret = form.context["form"].secret
    done = browser.post("/accounts/codes/totp/activate/", {"code": code_of(secret)})
    assert done["Location"] == "/accounts/codes/recovery-codes/"
    assert browser.session.session_key != before  # rotated
    assert "I have kept them" in browser.get(done["Location"]).content.decode()
    assert browser.get("/accounts/second-factor/")["Location"] == "/cleveland/members/?q=a"
    assert browser.get("/cleveland/members/?q=a").status_code == 403


def test_a_session_from_before_the_second_factor_shows_it_first(payroll_officer, password_of, totp_of):
    user = password_of(payroll_officer)
    totp_of(user)
    payroll_officer.client.force_login(user)
    page = payroll_officer.get("/cleveland/")
    assert page["Location"].startswith("/accounts/codes/reauthenticate/?next=%2Fcleveland%2F")
    there = payroll_officer.post(page["Location"], {"code": code_of(), "next": "/cleveland/"})
    assert there["Location"] == "/cleveland/"
    assert payroll_officer.client.session[SECOND_FACTOR]["user"] == user.pk


def test_a_recovery_code_works_once(browser, payroll_officer, password_of, totp_of):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    user = password_of(payroll_officer)
    totp_of(user)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    for expected in (302, 200):
        log_in(browser, user.email)
        assert browser.post("/accounts/codes/authenticate/", {"code": code}).status_code == expected
        browser.post("/accounts/logout/")


def test_what_one_person_proved_counts_for_nobody_else_in_the_same_session(
    browser, clerk, payroll_officer, password_of
):
    user = password_of(payroll_officer)
    log_in(browser, user.email)
    session = browser.session
    session[SECOND_FACTOR] = {"user": user.pk + 1, "at": time.time()}
    session.save()
    assert browser.get("/cleveland/")["Location"].startswith("/accounts/second-factor/")


def test_nobody_signs_up_or_changes_their_address(browser):
    for address in (
        "/accounts/signup/",
        "/accounts/email/",
        "/accounts/3rdparty/signup/",
        "/accounts/none/signup/",
    ):
        assert browser.post(address, {"email": "new@example.test", "password1": PASSWORD}).status_code == 404


def test_a_forgotten_password_is_mailed_by_a_link_of_the_configured_address(
    browser, clerk, password_of, settings
):
    settings.ALLOWED_HOSTS = ["*"]
    user = password_of(clerk)
    page = browser.post("/accounts/password/reset/", {"email": user.email}, HTTP_HOST="evil.example")
    assert page["Location"] == "/accounts/password/reset/sent/"
    link = re.search(r"http\S+", mail.outbox[0].body).group()
    assert (
        link.startswith("http://testserver/accounts/password/reset/key/")
        and "evil" not in mail.outbox[0].body
    )
    form = browser.get(link, follow=True)
    assert "key" not in form.redirect_chain[0][0].rsplit("/", 2)[-2].split("-", 1)[0]
    done = browser.post(
        form.redirect_chain[0][0],
        {"password1": "another-long-password", "password2": "another-long-password"},
    )
    assert done.status_code == 302
    assert log_in(browser, user.email, "another-long-password").status_code == 302
    dead = browser.get(link)
    assert "no longer works" in dead.content.decode()


def test_asking_for_an_unknown_address_looks_the_same_and_mails_nothing(browser, clerk, password_of):
    user = password_of(clerk)
    answers = [
        browser.post("/accounts/password/reset/", {"email": e}) for e in (user.email, "nobody@example.test")
    ]
    assert [(a.status_code, a["Location"]) for a in answers] == [(302, "/accounts/password/reset/sent/")] * 2
    assert [m.to for m in mail.outbox] == [[user.email]]


def test_changing_the_password_asks_for_the_old_one_and_ends_every_session(clerk, password_of, browser):
    user = password_of(clerk)
    log_in(browser, user.email)
    other = type(browser)()
    log_in(other, user.email)
    new = {"password1": "another-long-password", "password2": "another-long-password"}
    wrong = browser.post("/accounts/password/change/", {"oldpassword": "not it", **new})
    assert "That is not your current password" in wrong.content.decode()
    short = browser.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    )
    assert "12 characters" in short.content.decode()
    browser.post("/accounts/password/change/", {"oldpassword": PASSWORD, **new})
    for client in (browser, other):
        assert client.get("/cleveland/").status_code == 302


def test_a_person_sees_where_they_are_signed_in_and_ends_the_others(clerk, password_of, browser):
    user = password_of(clerk)
    log_in(browser, user.email)
    other = type(browser)(headers={"user-agent": "Old Laptop"})
    log_in(other, user.email)
    assert "Old Laptop" in browser.get("/accounts/sessions/").content.decode()
    browser.post("/accounts/sessions/")
    assert other.get("/cleveland/").status_code == 302
    assert browser.get("/cleveland/").status_code != 302


def test_a_new_authenticator_is_asked_for_again_when_signing_in_was_long_ago(clerk, password_of):
    user = password_of(clerk)
    clerk.client.force_login(user)
    session = clerk.client.session
    mark(session, user.pk, CONFIRMED, at=time.time() - 3600)
    session.save()
    assert clerk.get("/accounts/codes/totp/activate/")["Location"].startswith("/accounts/confirm/?next=")


ACCOUNT_PAGES = """
    codes/ codes/webauthn/ codes/webauthn/add/ codes/totp/activate/ codes/recovery-codes/generate/
    sessions/ password/change/ second-factor/ logout/
"""


@pytest.mark.parametrize("address", ["", *ACCOUNT_PAGES.split()])
def test_account_pages_carry_nothing_inline(clerk, password_of, totp_of, address):
    user = password_of(clerk)
    if "totp" not in address:
        totp_of(user)
    page = clerk.get(f"/accounts/{address}", follow=True)
    text = page.content.decode()
    assert page.status_code == 200 and text.count("<h1") == 1
    for script in re.findall(r"<script([^>]*)>", text):
        assert "src=" in script or 'type="application/json"' in script
    assert "style=" not in text and not re.search(r"\son[a-z]+=", text)


def test_after_signing_in_nobody_is_sent_to_another_site(browser, clerk, password_of):
    user = password_of(clerk)
    page = log_in(browser, user.email, next="https://evil.example/")
    assert page["Location"] == "/"
