"""How long one stays signed in, the form that comes too late, and showing again that it is one."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from backoffice.tenancy import kept_form
from backoffice.tenancy.models import Member
from backoffice.tenancy.signed_in import CONFIRMED, SECOND_FACTOR, SEEN_AT, SIGNED_IN_AT, mark
from backoffice.tenancy.views import recently_signed_in
from tenants.models import User
from tests.sign_in.conftest import PASSWORD, code_of

INVITE = "/cleveland/members/invite/"


def change(cast: Any, **values: Any) -> None:
    session = cast.client.session
    session.update(values)
    session.save()


def sign_in_again(cast: Any, user: User, to: str) -> Any:
    cast.post("/accounts/login/", {"login": user.email, "password": PASSWORD, "next": to})
    return cast.post("/accounts/codes/authenticate/", {"code": code_of()})


def test_fifteen_minutes_without_use_end_the_session(administrator):
    change(administrator, **{SEEN_AT: int(time.time()) - 14 * 60})
    assert administrator.get("/cleveland/members/").status_code == 200
    change(administrator, **{SEEN_AT: int(time.time()) - 15 * 60 - 1})
    page = administrator.get("/cleveland/members/?q=x")
    assert page["Location"] == "/accounts/login/?next=/cleveland/members/%3Fq%3Dx"
    assert "15 minutes without use" in administrator.get(page["Location"]).content.decode()


def test_use_is_written_down_at_most_once_a_minute(administrator, django_assert_max_num_queries):
    just_now = int(time.time()) - 30
    change(administrator, **{SEEN_AT: just_now})
    administrator.get("/cleveland/members/")
    assert administrator.client.session[SEEN_AT] == just_now
    change(administrator, **{SEEN_AT: just_now - 60})
    administrator.get("/cleveland/members/")
    assert administrator.client.session[SEEN_AT] > just_now


def test_a_page_that_asks_for_progress_by_itself_is_no_use(administrator):
    long_ago = int(time.time()) - 600
    change(administrator, **{SEEN_AT: long_ago})
    administrator.get("/cleveland/members/", headers={"HX-Request": "true", "HX-Source": "div"})
    assert administrator.client.session[SEEN_AT] == long_ago
    administrator.get("/cleveland/members/", headers={"HX-Request": "true", "HX-Source": "form#filter"})
    assert administrator.client.session[SEEN_AT] > long_ago


def test_nobody_stays_signed_in_for_more_than_twelve_hours_however_busy(administrator):
    change(administrator, **{SIGNED_IN_AT: int(time.time()) - 12 * 3600 - 1})
    assert administrator.get("/cleveland/members/")["Location"].startswith("/accounts/login/")


def test_part_of_a_page_leads_the_browser_to_sign_in_instead_of_holding_the_sign_in_page(administrator):
    change(administrator, **{SEEN_AT: 1})
    page = administrator.get("/cleveland/members/", headers={"HX-Request": "true", "HX-Source": "form"})
    assert page.status_code == 204 and page["HX-Redirect"].startswith("/accounts/login/")


def test_the_api_says_401_when_the_session_is_over(administrator):
    change(administrator, **{SEEN_AT: 1})
    page = administrator.get("/cleveland/api/v1/")
    assert page.status_code == 401 and page["Content-Type"] == "application/problem+json"


def test_a_form_sent_too_late_is_as_it_was_left_after_signing_in_again(administrator, password_of, totp_of):
    user = password_of(administrator)
    totp_of(user)
    administrator.client.force_login(user)
    change(administrator, **{SEEN_AT: int(time.time()) - 3600})
    sent = {"name": 'Ann "Lea" <Oak>', "email": "ann@example.test", "roles": ["employee", "auditor"]}
    page = administrator.post(INVITE, sent)
    assert page["Location"] == f"/accounts/login/?next={INVITE}"
    assert "What you typed is kept" in administrator.get(page["Location"]).content.decode()
    assert "ann@example.test" not in str(dict(administrator.client.session))  # encrypted
    assert sign_in_again(administrator, user, INVITE)["Location"] == INVITE
    assert not Member.objects.filter(email="ann@example.test").exists()  # nothing was sent by itself
    form = administrator.get(INVITE).content.decode()
    assert kept_form.SAID in form
    assert 'value="Ann &quot;Lea&quot; &lt;Oak&gt;"' in form and 'value="ann@example.test"' in form
    ticked = [tag for tag in form.split("<input") if " checked" in tag]
    assert len(ticked) == 2 and 'value="employee"' in "".join(ticked) and 'value="auditor"' in "".join(ticked)
    assert kept_form.SAID not in administrator.get(INVITE).content.decode()  # once


def test_a_kept_form_is_for_the_same_person_only(administrator, as_member, password_of):
    change(administrator, **{SEEN_AT: 1})
    administrator.post(INVITE, {"name": "Ann Oak", "email": "ann@example.test"})
    other = as_member("authority_administrator", name="Olga Reed")
    session = administrator.client.session
    user = password_of(other)
    administrator.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert session.session_key != administrator.client.session.session_key
    session = administrator.client.session
    mark(session, user.pk, "second_factor")
    session.save()
    assert "Ann Oak" not in administrator.get(INVITE).content.decode()
    assert kept_form.KEPT not in administrator.client.session


def test_a_form_from_elsewhere_is_not_kept(administrator):
    change(administrator, **{SEEN_AT: 1})
    administrator.client.handler.enforce_csrf_checks = True
    administrator.post(INVITE, {"name": "Planted", "email": "planted@example.test"})
    assert kept_form.KEPT not in administrator.client.session


def test_passwords_files_and_codes_are_never_kept():
    request = RequestFactory().post(
        "/x/", {"name": "Ann", "new_password": "secret", "code": "123456", "token": "t"}
    )
    request._dont_enforce_csrf_checks = True
    assert kept_form.fields_of(request) == [("name", "Ann")]


def test_a_form_larger_than_what_is_kept_is_let_go():
    request = RequestFactory().post("/x/", {"name": "x" * (kept_form.LONGEST + 1)})
    request._dont_enforce_csrf_checks = True
    assert kept_form.fields_of(request) is None


def test_fields_without_a_place_are_told():
    kept = {"page": "/p/", "action": "/p/", "fields": [("a", "1"), ("line-3", "£12 & more"), ("t", "old")]}
    html = '<form method="get"><input name="a"></form><form method="post"><input name="a" value="0">'
    filled = kept_form.fill(
        html
        + '<textarea name="t">x</textarea><select name="s"><option value="1" selected>One</option></select></form>',
        kept,
    )
    assert '<input name="a">' in filled and '<input name="a" value="1">' in filled
    assert "£12 &amp; more" in filled and ">old</textarea>" in filled
    assert '<option value="1" selected>One' in filled  # not sent, so left as it is


@pytest.fixture
def money_page() -> Any:
    return recently_signed_in(lambda request: HttpResponse("paid"))


def asked(administrator: Any, method: str = "get", **data: str) -> Any:
    request = getattr(RequestFactory(), method)("/cleveland/payroll/runs/1/approve/", data)
    request.session, request.user = (
        administrator.client.session,
        User.objects.get(identity=administrator.identity),
    )
    request._dont_enforce_csrf_checks = True
    return request


def test_money_asks_again_ten_minutes_after_the_last_proof(administrator, password_of, totp_of, money_page):
    totp_of(password_of(administrator))
    request = asked(administrator)
    mark(request.session, request.user.pk, CONFIRMED, at=time.time() - 9 * 60)
    assert money_page(request).content == b"paid"
    mark(request.session, request.user.pk, CONFIRMED, at=time.time() - 10 * 60 - 1)
    page = money_page(request)
    assert (
        page["Location"]
        == "/accounts/codes/reauthenticate/?next=%2Fcleveland%2Fpayroll%2Fruns%2F1%2Fapprove%2F"
    )


def test_an_approval_sent_meanwhile_is_kept_and_not_carried_out(
    administrator, password_of, totp_of, money_page
):
    totp_of(password_of(administrator))
    request = asked(administrator, "post", reason="Checked against September")
    mark(request.session, request.user.pk, CONFIRMED, at=0)
    assert money_page(request).status_code == 302
    back = asked(administrator)
    back.session = request.session
    assert kept_form.take(back)["fields"] == [["reason", "Checked against September"]]


def test_showing_again_who_one_is_gives_the_session_a_new_key(administrator, password_of, totp_of):
    totp_of(password_of(administrator))
    administrator.client.force_login(User.objects.get(identity=administrator.identity))
    before = administrator.client.session.session_key
    administrator.post("/accounts/codes/reauthenticate/", {"code": code_of(), "next": "/cleveland/"})
    assert administrator.client.session.session_key != before


@pytest.mark.parametrize(
    ("person", "address"),
    [
        ("payroll_approver", "payroll:approve_run"),
        ("payroll_approver", "payroll:post_run"),
        ("payroll_approver", "payroll:confirm_paid"),
        ("finance_approver", "finance:approve_journal"),
    ],
)
def test_the_pages_that_approve_or_pay_ask_again(request, cleveland, password_of, totp_of, person, address):
    cast = request.getfixturevalue(person)
    totp_of(password_of(cast))
    cast.client.force_login(User.objects.get(identity=cast.identity))
    session = cast.client.session
    mark(session, session_user(cast), SECOND_FACTOR)
    mark(session, session_user(cast), CONFIRMED, at=time.time() - 3600)
    session.save()
    page = cast.get(reverse(address, args=["any"]))
    assert page["Location"].startswith("/accounts/codes/reauthenticate/?next=%2Fcleveland%2F")


def session_user(cast: Any) -> int:
    return User.objects.get(identity=cast.identity).pk
