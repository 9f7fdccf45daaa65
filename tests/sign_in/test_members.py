"""Who works here: inviting, roles, suspending, leaving, and getting back in when password or phone are lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import transaction

from backoffice.tenancy import portal_api, services
from backoffice.tenancy.current import in_authority
from backoffice.tenancy.models import Member
from backoffice.tenancy.services.change_members import LastAdministrator, OwnRoles
from tenants.models import Membership, User
from tests.sign_in.conftest import PASSWORD

LIST = "/cleveland/members/"


@pytest.fixture
def no_mail(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"


def page_of(cast: Any, more: str = "") -> str:
    return f"{LIST}{cast.identity}/{more}"


def link_in(text: str) -> str:
    return re.search(r"http://testserver(/accounts/link/[^<\s]+)", text).group(1)


def invite(administrator: Any, email: str = "new@example.test", *roles: str) -> Any:
    return administrator.post(
        LIST + "invite/", {"name": "Nora New", "email": email, "roles": roles or ["employee"]}
    )


def set_password(browser: Any, link: str, password: str = PASSWORD) -> Any:
    form = browser.get(link)
    assert form["Location"] == "/accounts/link/open/"
    return browser.post(form["Location"], {"password1": password, "password2": password})


def test_an_invited_person_chooses_a_password_by_the_mailed_link_and_gets_in(administrator, browser):
    page = invite(administrator, "New@Example.test", "employee", "service_centre_clerk")
    member = Member.objects.get(email="new@example.test")
    assert page["Location"] == f"{LIST}{member.identity}/" and member.roles == [
        "service_centre_clerk",
        "employee",
    ]
    assert mail.outbox[0].to == ["new@example.test"] and "Cleveland" in mail.outbox[0].subject
    link = link_in(mail.outbox[0].body)
    assert "new@example.test" in browser.get(link, follow=True).content.decode()
    assert set_password(browser, link)["Location"] == "/accounts/login/"
    browser.post("/accounts/login/", {"login": "new@example.test", "password": PASSWORD})
    assert browser.get("/")["Location"] == "/cleveland/"
    assert browser.get(link).status_code == 404  # used up
    assert administrator.get(page["Location"]).status_code == 200


def test_without_mail_the_link_is_shown_once_to_hand_over(administrator, browser, no_mail):
    page = invite(administrator)
    assert page.status_code == 200 and "no-store" in page["Cache-Control"]
    link = link_in(page.content.decode())
    member = Member.objects.get(email="new@example.test")
    assert link not in administrator.get(f"{LIST}{member.identity}/").content.decode()
    assert set_password(browser, link).status_code == 302


def test_a_link_for_one_purpose_does_not_open_another(administrator, browser, no_mail):
    link = link_in(invite(administrator).content.decode())
    for other in ("ah", "ip", "ap"):
        assert browser.get(link.replace("/link/ih-", f"/link/{other}-")).status_code == 404
    assert browser.get(link).status_code == 302
    browser.cookies.clear()
    assert browser.get("/accounts/link/open/").status_code == 404
    assert browser.get("/accounts/link/nonsense/").status_code == 404


def test_an_address_on_the_list_is_not_invited_twice(administrator, clerk):
    page = invite(administrator, clerk.member.email.upper())
    assert page.refusal.code == "already_member" and page.status_code == 409


def test_a_member_needs_a_role_that_exists(administrator):
    page = administrator.post(
        LIST + "invite/", {"name": "Nora", "email": "n@example.test", "roles": ["king"]}
    )
    assert page.status_code == 422 and not Member.objects.filter(email="n@example.test").exists()


def test_who_signs_in_for_another_authority_already_keeps_their_password_and_gets_no_link(
    administrator, outsider, password_of
):
    user = password_of(outsider)
    said = administrator.get(invite(administrator, user.email)["Location"]).content.decode()
    assert (
        "Nora New has been added." in said and "as before" not in said
    )  # which would tell that they work elsewhere
    user.refresh_from_db()
    assert user.check_password(PASSWORD) and not mail.outbox
    assert Membership.objects.filter(user=user).count() == 2


def test_without_mail_no_administrator_gets_a_link_for_somebody_another_authority_invited(
    administrator, no_mail, durham
):
    with in_authority(durham), transaction.atomic():
        portal_api.invite("shared@example.test", "Sam Shared", ["employee"])
    page = invite(administrator, "shared@example.test")
    assert page.status_code == 302
    said = administrator.get(page["Location"]).content.decode()
    assert "cannot be made here" in said and "/accounts/link/" not in said and "Durham" not in said


def test_roles_change_from_the_next_request_on_and_stand_in_the_history(administrator, clerk):
    assert clerk.get(LIST).status_code == 403
    administrator.post(page_of(clerk, "roles/"), {"roles": ["auditor", "employee"], "reason": "New post"})
    assert clerk.get(LIST).status_code == 200
    history = administrator.get(page_of(clerk)).content.decode()
    assert "New post" in history and "Dinah Cole" in history


def test_nobody_gives_themselves_a_role(administrator):
    with pytest.raises(OwnRoles):
        services.change_roles(
            actor=administrator.actor,
            member=administrator.member,
            roles=["authority_administrator", "payroll_approver"],
            reason="Shortcut",
        )


@pytest.mark.parametrize("verb", ["change_roles", "suspend", "mark_left"])
def test_the_last_administrator_stays(cleveland, as_member, verb):
    administrator = as_member("authority_administrator", "employee")
    more = {
        "change_roles": {"roles": ["employee"]},
        "mark_left": {"today": administrator.member.joined_on},
    }.get(verb, {})
    given = {"actor": administrator.actor, "member": administrator.member, "reason": "Off", **more}
    with pytest.raises(LastAdministrator):
        getattr(services, verb)(**given)
    as_member("authority_administrator", name="Second One")
    getattr(services, verb)(**given)


def test_a_suspended_member_gets_the_answer_of_an_unknown_authority_at_the_next_click(administrator, clerk):
    assert clerk.get("/cleveland/").status_code == 200
    administrator.post(page_of(clerk, "suspend/"), {"reason": "Inquiry"})
    gone, never = clerk.get("/cleveland/"), clerk.get("/atlantis/")
    assert gone.status_code == never.status_code == 404
    assert gone.content == never.content
    administrator.post(page_of(clerk, "restore/"), {"reason": "Cleared"})
    assert clerk.get("/cleveland/").status_code == 200
    clerk.member.refresh_from_db()
    assert clerk.member.roles == ["service_centre_clerk"]


def test_who_has_left_is_out_and_stays_in_the_history(administrator, clerk):
    administrator.post(page_of(clerk, "leave/"), {"reason": "Retired"})
    clerk.member.refresh_from_db()
    assert clerk.member.state == "left" and clerk.member.left_on
    assert clerk.get("/cleveland/").status_code == 404
    assert "Clare Rowntree" in administrator.get(LIST + "?state=left").content.decode()


def test_tokens_of_who_is_suspended_are_dead(administrator, clerk, browser):
    from datetime import date, timedelta

    from backoffice.api.authentication import digest_of
    from backoffice.api.models import ApiToken

    ApiToken.objects.create(
        name="Scripts", member=clerk.member, created_by=clerk.member, digest=digest_of("t"),
        scopes=["hr.view_people"], expires_on=date.today() + timedelta(days=9),
    )  # fmt: skip
    address = "/cleveland/api/v1/jobs"
    page = browser.get(address, headers={"Authorization": "Token t"})
    assert page.status_code == 200, page.content
    services.suspend(actor=administrator.actor, member=clerk.member, reason="Inquiry")
    assert browser.get(address, headers={"Authorization": "Token t"}).status_code == 401


def test_a_lost_phone_is_mended_by_a_link_that_also_removes_codes_and_ends_sessions(
    administrator, payroll_officer, password_of, totp_of, browser
):
    user = password_of(payroll_officer)
    totp_of(user)
    payroll_officer.client.force_login(user)
    administrator.post(page_of(payroll_officer, "link/"), {"reason": "Phone lost"})
    link = link_in(mail.outbox[0].body)
    assert Authenticator.objects.filter(user=user).exists()  # nothing happens until it is used
    assert set_password(browser, link, "another-long-password").status_code == 302
    assert not Authenticator.objects.filter(user=user).exists()
    assert payroll_officer.get("/cleveland/").status_code == 302
    browser.post("/accounts/login/", {"login": user.email, "password": "another-long-password"})
    assert browser.get("/cleveland/")["Location"].startswith("/accounts/second-factor/")


@pytest.mark.parametrize("mail_works", [True, False])
def test_no_administrator_resets_the_sign_in_of_somebody_who_works_elsewhere_too(
    administrator, outsider, password_of, settings, mail_works
):
    if not mail_works:
        settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    user = password_of(outsider)
    invite(administrator, user.email)
    page = administrator.post(page_of(outsider, "link/"), {"reason": "Curious"})
    assert page.refusal.code == "sign_in_not_yours" and "/accounts/link/" not in page.content.decode()


def test_nor_that_of_who_looks_after_the_service(administrator, clerk, password_of, owner):
    user = password_of(clerk)
    owner(f"UPDATE tenants_user SET is_service_administrator = true WHERE id = {user.pk}")
    page = administrator.post(page_of(clerk, "link/"), {"reason": "Curious"})
    assert page.refusal.code == "sign_in_not_yours"


def test_a_short_password_is_refused_and_the_link_still_works(administrator, browser, no_mail):
    link = link_in(invite(administrator).content.decode())
    assert "12 characters" in set_password(browser, link, "short").content.decode()
    assert set_password(browser, link).status_code == 302


def test_members_of_another_authority_are_not_there(administrator, outsider):
    assert administrator.get(page_of(outsider)).status_code == 404


def test_the_list_filters_and_exports_what_it_shows(administrator, clerk, auditor):
    text = administrator.get(LIST + "?role=auditor").content.decode()
    assert "Otto Hale" in text and "Clare Rowntree" not in text
    export = administrator.get(LIST + "?role=auditor&format=csv")
    body = b"".join(export.streaming_content) if export.streaming else export.content
    assert b"Otto Hale" in body and b"Clare" not in body


def test_the_roles_page_has_a_sentence_for_every_permission(administrator):
    from backoffice.tenancy.permissions import all_permissions
    from backoffice.tenancy.roles import ROLES

    sentences = all_permissions()
    assert not {p for role in ROLES.values() for p in role.permissions} - set(sentences)
    assert not set(sentences) - {p for role in ROLES.values() for p in role.permissions}
    page = administrator.get(LIST + "roles/").content.decode()
    assert all(role.label in page for role in ROLES.values())


def test_an_auditor_sees_members_and_changes_none(auditor, clerk):
    assert auditor.get(page_of(clerk)).status_code == 200
    for more in ("roles/", "suspend/", "restore/", "leave/", "link/"):
        assert auditor.post(page_of(clerk, more), {"reason": "x"}).status_code == 403
    assert User.objects.get(identity=clerk.identity).is_active
