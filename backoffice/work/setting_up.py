"""What an authority that has just been brought in still has to do before its people are paid.

register_step(SetupStep("finance.chart", "Load the chart of accounts", "finance", 10, "finance.change_chart",
                        "finance:accounts", lambda: Account.objects.all()))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, QuerySet
from django.urls import reverse

from backoffice.actor import Actor
from backoffice.tenancy.models import Member
from backoffice.ui.components import Task

SEES_ALL = "members.change"  # who gives others their roles sees every step, to know whom to ask


@dataclass(frozen=True, slots=True)
class SetupStep:
    """One step. It is done when `rows()` has one; who has `permission` does it, on the page of `url_name` and `url_args`."""

    code: str
    label: str
    function: str
    order: int
    permission: str
    url_name: str
    rows: Callable[[], QuerySet[Any]]
    url_args: tuple[str, ...] = ()


STEPS: dict[str, SetupStep] = {}


def register_step(step: SetupStep) -> None:
    """Add a step to the list of what an authority does first."""
    assert step.code not in STEPS, f"the step {step.code} is registered twice"
    STEPS[step.code] = step


def steps_left(*, viewer: Actor, functions: Sequence[str]) -> list[Task]:
    """Every step of the functions taken that is the viewer's, or all for an administrator, in order; none once all are
    done. One query."""
    taken = [step for step in STEPS.values() if step.function in functions or step.function == "work"]
    taken.sort(key=lambda step: (step.order, step.code))
    seen = [step for step in taken if viewer.can(SEES_ALL, step.permission)]
    if not seen:
        return []
    columns = {step.code.replace(".", "_"): Exists(step.rows()) for step in seen}
    done = Member.objects.annotate(**columns).order_by("pk").values(*columns).first() or {}
    if all(done.values()):
        return []
    return [_task(step, bool(done[step.code.replace(".", "_")]), viewer) for step in seen]


def _task(step: SetupStep, done: bool, viewer: Actor) -> Task:
    theirs = viewer.can(step.permission)
    return Task(
        step.label,
        "Done" if done else "To do",
        "done" if done else "waiting",
        url=reverse(step.url_name, args=step.url_args) if theirs else "",
        hint="" if theirs or done else "Somebody with the role for it does this.",
    )
