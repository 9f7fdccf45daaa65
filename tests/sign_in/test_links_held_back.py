"""A link an administrator once held does not become the key to another authority."""

from __future__ import annotations

import pytest
from django.db import transaction

from backoffice.tenancy import portal_api
from backoffice.tenancy.current import in_authority
from tests.sign_in.conftest import PASSWORD
from tests.sign_in.test_members import invite, link_in, no_mail, page_of

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
    join_durham("later@example.test")
    assert browser.get(link).status_code == 404
