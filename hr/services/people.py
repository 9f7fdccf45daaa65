from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from backoffice.actor import Actor
from backoffice.errors import NotAllowed, Refused
from backoffice.services import lock, service
from backoffice.tenancy.models import Member
from hr.models import Person
from hr.services.own_record import refuse_own

CHANGEABLE = {"title", "first_names", "last_name", "born_on", "sex", "ni_number", "email"}


class NoMemberToLink(Refused):
    code = "no_member_to_link"


class OwnSignIn(NotAllowed):
    code = "own_sign_in"


@service(permission="hr.change_people")
def add_person(
    *,
    actor: Actor,
    first_names: str,
    last_name: str,
    born_on: date | None,
    title: str = "",
    sex: str = "",
    ni_number: str | None = None,
    email: str = "",
    reason: str = "",
) -> Person:
    """Add a person. An employment makes them one of the workforce."""
    return Person.objects.create(
        title=title,
        first_names=first_names,
        last_name=last_name,
        born_on=born_on,
        sex=sex,
        ni_number=ni_number or None,
        email=email,
    )


@service(permission="hr.change_people")
def change_person(*, actor: Actor, person: Person, reason: str = "", **changes: Any) -> Person:
    """Correct what is known of a person."""
    person = lock(person)
    assert set(changes) <= CHANGEABLE, changes.keys()
    for name, value in changes.items():
        setattr(person, name, (value or None) if name == "ni_number" else value)
    person.save()
    return person


@service(permission="hr.change_people")
def link_member(*, actor: Actor, person: Person, reason: str = "") -> Person:
    """Point a person to the member who signs in with the person's e-mail address, so that they see their
    own payslips. Nobody does it for themselves: with another's record they would see that person's pay."""
    person = lock(person)
    if not person.email:
        raise NoMemberToLink(
            f"No e-mail address is kept for {person.name}.",
            where="email",
            next_step="Add the address they sign in with, then link again.",
        )
    found = list(Member.objects.filter(email__iexact=person.email).exclude(state=Member.State.LEFT)[:2])
    if len(found) != 1:
        raise NoMemberToLink(
            f"Nobody signs in here as {person.email}.",
            where="email",
            next_step="Ask an administrator to invite them to this authority, or correct the address.",
        )
    if found[0].pk == actor.member_id:
        raise OwnSignIn(
            f"{person.email} is your own address: nobody links a record to their own sign-in.",
            next_step="Ask a colleague to link it.",
        )
    person.member = found[0]
    person.save(update_fields=["member"])
    return person


@service(permission="hr.change_people")
def unlink_member(*, actor: Actor, person: Person, reason: str) -> Person:
    """Part a person from a sign-in: it no longer opens their payslips. Nobody does it to their own record, which would
    then be anybody's to them."""
    person = lock(person)
    refuse_own(actor, person=person)
    person.member = None
    person.save(update_fields=["member"])
    return person


@service(permission="hr.change_people")
def link_members(*, actor: Actor, person_ids: Iterable[int], reason: str = "Linked by e-mail address") -> int:
    """Link those of several people who are not linked yet and whose address one member alone has, but nobody to the
    one who asks. Returns how many."""
    people = [
        person
        for person in Person.objects.select_for_update().filter(pk__in=person_ids, member=None).order_by("pk")
        if person.email
    ]
    members: dict[str, list[Member]] = {}
    for member in Member.objects.exclude(state=Member.State.LEFT).exclude(pk=actor.member_id):
        members.setdefault(member.email.lower(), []).append(member)
    taken = set(Person.objects.exclude(member=None).values_list("member_id", flat=True))
    linked = 0
    for person in people:
        found = members.get(person.email.lower(), [])
        if len(found) == 1 and found[0].pk not in taken:
            taken.add(found[0].pk)
            person.member = found[0]
            person.save(update_fields=["member"])
            linked += 1
    return linked
