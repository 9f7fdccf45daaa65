"""The checklist: templates, tasks, and whose they are."""

from __future__ import annotations

from django.db.models import Case, CharField, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from backoffice.actor import Actor
from backoffice.errors import Missing
from backoffice.tenancy.models import Member
from backoffice.tenancy.roles import ROLES
from finance.models import CloseTask, CloseTemplate


def templates_for(*, viewer: Actor) -> QuerySet[CloseTemplate]:
    """The checklist as it begins, for those who close periods or see the ledger."""
    found = CloseTemplate.objects.all() if viewer.can("finance.view") else CloseTemplate.objects.none()
    return found.select_related("owner").annotate(owner_name=_owner()).order_by("position", "code")


def _owner() -> Coalesce:
    roles = [When(owner_role=code, then=Value(role.label)) for code, role in ROLES.items()]
    return Coalesce("owner__name", Case(*roles, default="owner_role", output_field=CharField()))


def template_for(*, viewer: Actor, reference: str) -> CloseTemplate:
    """One task of the checklist, or `Missing`."""
    found = templates_for(viewer=viewer).filter(reference=reference).first()
    if found is None:
        raise Missing("There is no such task.", next_step="Choose one from the checklist.")
    return found


def tasks_for(*, viewer: Actor) -> QuerySet[CloseTask]:
    """Tasks of every close the viewer may see, each with `owner_name`, of a person or a role."""
    found = CloseTask.objects.all() if viewer.can("finance.view") else CloseTask.objects.none()
    return found.select_related("period", "owner", "done_by").annotate(owner_name=_owner())


def task_for(*, viewer: Actor, reference: str) -> CloseTask:
    """One task, or `Missing`."""
    found = tasks_for(viewer=viewer).filter(reference=reference).first()
    if found is None:
        raise Missing("There is no such task.", next_step="Choose one from the period's checklist.")
    return found


def my_open_tasks(*, viewer: Actor) -> QuerySet[CloseTask]:
    """Tasks that are the viewer's by name or by role, of periods that are closing; those by name first."""
    roles = Member.objects.values_list("roles", flat=True).get(pk=viewer.member_id)
    return (
        tasks_for(viewer=viewer)
        .filter(Q(owner_id=viewer.member_id) | Q(owner_role__in=roles), state="open", period__state="closing")
        .annotate(
            mine=Case(
                When(owner_id=viewer.member_id, then=Value(0)), default=Value(1), output_field=IntegerField()
            )
        )
        .order_by("mine", "due_on", "position", "id")
    )


def who_may_own() -> tuple[list[tuple[str, str]], QuerySet[Member]]:
    """Roles and active people that see the ledger, so that they can open what they are to do."""
    roles = [(code, role.label) for code, role in ROLES.items() if "finance.view" in role.permissions]
    people = Member.objects.filter(state=Member.State.ACTIVE, roles__overlap=[code for code, _ in roles])
    return roles, people.order_by("name", "id")
