"""A link an administrator once held does not become the key to another authority."""

from __future__ import annotations

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from backoffice.tenancy import portal_api
from backoffice.tenancy.current import in_authority
from backoffice.tenancy.models import Member
from backoffice.tenancy.sign_in_links import Hands, Purpose, link_for
from tenants.models import Membership, User
from tests.sign_in.conftest import PASSWORD
from tests.sign_in.test_members import invite, link_in, no_mail, page_of, set_password

__all__ = ["no_mail"]


def join_durham(email: str) -> None:
    with in_authority("durham"), transaction.atomic():
        portal_api.invite(email, "Somebody", ["employee"])


@pytest.mark.isolation
def test_a_link_to_start_again_is_dead_once_the_person_works_elsewhere_too(
    administrator, clerk, browser, password_of, no_mail
):
    password_of(clerk, PASSWORD)
    shown = administrator.post(page_of(clerk, "link/"), {"reason": "Lost phone"}).content.decode()
    link = link_in(shown)
    assert browser.get(link)["Location"] == "/accounts/link/open/"
    join_durham(clerk.member.email)
    assert browser.get("/accounts/link/open/").status_code == 404
    assert browser.get(link).status_code == 404


@pytest.mark.isolation
def test_so_is_an_invitation_shown_to_an_administrator(administrator, browser, no_mail):
    link = link_in(invite(administrator, "later@example.test").content.decode())
    assert browser.get(link)["Location"] == "/accounts/link/open/"
    join_durham("later@example.test")
    given = {"password1": PASSWORD, "password2": PASSWORD}
    assert browser.post("/accounts/link/open/", given).status_code == 404
    assert browser.get(link).status_code == 404


@pytest.mark.isolation
def test_nor_does_one_work_that_was_made_as_the_person_was_taken_on_elsewhere(
    administrator, browser, no_mail
):
    invite(administrator, "later@example.test")
    join_durham("later@example.test")
    identity = Member.objects.get(email="later@example.test").identity
    assert browser.get(link_for(identity, Purpose.INVITATION, Hands.ADMINISTRATOR)).status_code == 404
    assert browser.get(link_for(identity, Purpose.INVITATION)).status_code == 302


@pytest.mark.isolation
def test_who_signs_in_by_a_link_that_an_administrator_held_is_taken_on_by_no_other_before_the_address_is_proven(
    administrator, browser, no_mail, totp_of, as_member, cleveland
):
    held = link_in(invite(administrator, "chief@example.test").content.decode())
    set_password(browser, held, "the-administrators-own")
    chief = User.objects.get(email="chief@example.test")
    totp_of(chief)
    durham = as_member("authority_administrator", authority="durham")
    given = {"name": "Chief", "email": "chief@example.test", "roles": ["employee"]}
    page = durham.post("/durham/members/invite/", given)
    assert page.refusal.code == "tenants_address_unproven" and "Cleveland" not in page.content.decode()
    assert not Membership.objects.filter(user=chief, authority__slug="durham").exists()

    said = StringIO()
    call_command("sign_in_link", email="chief@example.test", stdout=said)
    set_password(browser, said.getvalue().strip(), "the-persons-own-password")
    assert not Authenticator.objects.filter(user=chief).exists()
    assert browser.get(held).status_code == 404
    assert durham.post("/durham/members/invite/", given).status_code == 302
    chief.refresh_from_db()
    assert not chief.is_unproven and chief.check_password("the-persons-own-password")


@pytest.mark.isolation
def test_a_link_to_start_again_that_was_mailed_proves_the_address_and_one_handed_over_does_not(
    administrator, browser, settings
):
    backend, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.dummy.EmailBackend"
    set_password(browser, link_in(invite(administrator, "later@example.test").content.decode()))
    person = Member.objects.get(email="later@example.test")
    shown = administrator.post(page_of(person, "link/"), {"reason": "Lost phone"}).content.decode()
    set_password(browser, link_in(shown), "another-long-password")
    with pytest.raises(IntegrityError, match="not been proven"):
        join_durham("later@example.test")
    settings.EMAIL_BACKEND = backend
    administrator.post(page_of(person, "link/"), {"reason": "Lost phone"})
    set_password(browser, link_in(mail.outbox[0].body), "a-third-long-password")
    join_durham("later@example.test")


@pytest.mark.isolation
@pytest.mark.parametrize("mail_works", [True, False])
def test_who_has_left_another_authority_may_go_back_there_so_their_sign_in_is_not_reset_here(
    administrator, outsider, password_of, settings, mail_works
):
    if not mail_works:
        settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    user = password_of(outsider)
    invite(administrator, user.email)
    with in_authority("durham"), transaction.atomic():
        portal_api.set_membership_state(outsider.identity, "left")
    page = administrator.post(page_of(outsider, "link/"), {"reason": "Curious"})
    assert page.refusal.code == "sign_in_not_yours" and not mail.outbox


@pytest.mark.parametrize(
    "roles", ["array_fill('auditor'::varchar, ARRAY[51])", "ARRAY[['auditor'], ['employee']]"]
)
def test_an_authority_gives_nobody_more_roles_than_there_can_be_or_a_table_of_them(clerk, roles):
    with pytest.raises(IntegrityError) as broken, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT api.set_roles(%s, {roles}::varchar[])", [clerk.identity])
    assert "tenants_membership_roles_short_list" in str(broken.value)
