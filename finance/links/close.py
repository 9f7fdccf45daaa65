"""Links to periods, reopenings, tasks of a close and accruals."""

from __future__ import annotations

from django.urls import reverse

from backoffice.links import register_kind
from finance.models import Accrual, CloseTask, Period, Reopening

VIEW = "finance.view"


def _period_url(id: int) -> str:
    found = Period.objects.filter(pk=id).first()
    return found.get_absolute_url() if found else reverse("finance:periods")


def _period_title(id: int) -> str | None:
    found = Period.objects.filter(pk=id).first()
    return str(found) if found else None


def _reopening_url(id: int) -> str:
    found = Reopening.objects.filter(pk=id).first()
    return found.get_absolute_url() if found else reverse("finance:periods")


def _reopening_title(id: int) -> str | None:
    found = Reopening.objects.filter(pk=id).select_related("period").first()
    return str(found) if found else None


def _task_url(id: int) -> str:
    found = CloseTask.objects.filter(pk=id).first()
    return found.get_absolute_url() if found else reverse("finance:close_calendar")


def _task_title(id: int) -> str | None:
    found = CloseTask.objects.filter(pk=id).select_related("period").first()
    return str(found) if found else None


def _accrual_url(id: int) -> str:
    found = Accrual.objects.filter(pk=id).first()
    return found.get_absolute_url() if found else reverse("finance:accruals")


def _accrual_title(id: int) -> str | None:
    found = Accrual.objects.filter(pk=id).select_related("journal").first()
    return str(found) if found else None


def offer() -> None:
    """Make them linkable."""
    register_kind("finance.period", label="Period", url=_period_url, permission=VIEW, title=_period_title)
    register_kind(
        "finance.reopening",
        label="Reopening of a period",
        url=_reopening_url,
        permission=VIEW,
        title=_reopening_title,
    )
    register_kind(
        "finance.close_task", label="Task of a close", url=_task_url, permission=VIEW, title=_task_title
    )
    register_kind("finance.accrual", label="Accrual", url=_accrual_url, permission=VIEW, title=_accrual_title)
