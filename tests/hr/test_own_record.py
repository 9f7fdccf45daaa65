"""Whoever keeps people's records does not come by anybody's payslips, and leaves their own pay to a colleague."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from backoffice.actor import Actor
from backoffice.errors import NotAllowed, Refused
from hr.models import BankAccount
from hr.services.assignments import assign, change_assignment, remove_assignment
from hr.services.bank_accounts import change_bank_account
from hr.services.employments import end_employment
from hr.services.increments import hold_increment
from hr.services.load import load_bank_accounts
from hr.services.people import change_person, link_member, link_members, unlink_member


def test_nobody_ties_a_persons_record_to_their_own_sign_in(clerk: Any, hr_officer: Any, make_employment: Any):
    chief = make_employment().person
    change_person(actor=clerk.actor, person=chief, email=clerk.member.email)
    with pytest.raises(NotAllowed):
        link_member(actor=clerk.actor, person=chief)
    assert link_members(actor=clerk.actor, person_ids=[chief.pk]) == 0
    chief.refresh_from_db()
    assert chief.member is None
    assert link_member(actor=hr_officer.actor, person=chief).member == clerk.member  # a colleague does it


@pytest.fixture
def mine(clerk: Any, hr_officer: Any, make_employment: Any) -> Any:
    """An employment of the clerk's own."""
    person = make_employment().person
    change_person(actor=clerk.actor, person=person, email=clerk.member.email)
    link_member(actor=hr_officer.actor, person=person)
    return person.employments.get()


def as_if(roles: Actor, member: Any) -> Actor:
    """The member, with somebody else's permissions."""
    return replace(roles, member_id=member.member.pk, name=member.member.name)


ACCOUNT = {"account_name": "C ROWNTREE", "sort_code": "123456", "account_number": "12345678"}


def test_nobody_changes_where_their_own_pay_goes(clerk: Any, hr_officer: Any, mine: Any):
    change = {"employment": mine, **ACCOUNT, "starts_on": date(2026, 10, 1), "reason": "Moved bank"}
    with pytest.raises(Refused) as refused:
        change_bank_account(actor=as_if(hr_officer.actor, clerk), **change)
    assert refused.value.code == "own_record"
    assert change_bank_account(actor=hr_officer.actor, **change).pk


def test_nor_by_a_file(hr_officer: Any, clerk: Any, mine: Any):
    new = [BankAccount(employment=mine, **ACCOUNT, starts_on=date(2026, 10, 1))]
    with pytest.raises(Refused) as refused:
        load_bank_accounts(actor=as_if(hr_officer.actor, clerk), new=new, changed=[], ends={})
    assert refused.value.code == "own_record"
    load_bank_accounts(actor=hr_officer.actor, new=new, changed=[], ends={})


def test_nor_their_own_point_post_hours_or_employment(hr_officer: Any, clerk: Any, mine: Any, make_post: Any):
    own = as_if(hr_officer.actor, clerk)
    day = date(2026, 10, 1)
    held = assign(
        actor=hr_officer.actor, employment=mine, post=make_post(), fte=Decimal("0.5"), starts_on=day
    )
    for change in (
        lambda: change_assignment(
            actor=own, assignment=held, fte=Decimal(1), starts_on=day, last_day=None, reason="x"
        ),
        lambda: remove_assignment(actor=own, assignment=held, reason="x"),
        lambda: assign(actor=own, employment=mine, post=make_post(), fte=Decimal("0.5"), starts_on=day),
        lambda: end_employment(actor=own, employment=mine, last_day=None),
        lambda: hold_increment(actor=own, employment=mine, starts_on=day, reason="x"),
        lambda: unlink_member(actor=own, person=mine.person, reason="x"),
    ):
        with pytest.raises(Refused) as refused:
            change()
        assert refused.value.code == "own_record"
