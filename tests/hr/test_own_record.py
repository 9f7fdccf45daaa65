"""Whoever keeps people's records does not come by anybody's payslips."""

from __future__ import annotations

from typing import Any

import pytest

from backoffice.errors import NotAllowed
from hr.services.people import change_person, link_member, link_members


def test_nobody_ties_a_persons_record_to_their_own_sign_in(clerk: Any, hr_officer: Any, make_employment: Any):
    chief = make_employment().person
    change_person(actor=clerk.actor, person=chief, email=clerk.member.email)
    with pytest.raises(NotAllowed):
        link_member(actor=clerk.actor, person=chief)
    assert link_members(actor=clerk.actor, person_ids=[chief.pk]) == 0
    chief.refresh_from_db()
    assert chief.member is None
    assert link_member(actor=hr_officer.actor, person=chief).member == clerk.member  # a colleague does it
