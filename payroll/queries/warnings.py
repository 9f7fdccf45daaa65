"""Warnings and exceptions of a run with whom they are about."""

from __future__ import annotations

from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from hr.models import Employment
from payroll.models import PayRun, RunException, RunWarning


def _with_names(rows: QuerySet[Any]) -> QuerySet[Any]:
    about = Employment.objects.filter(pk=OuterRef("employment_id"))
    named: QuerySet[Any] = rows.select_related("cleared_by", "run").annotate(
        number=Subquery(about.values("number")[:1]),
        employment=Subquery(about.values("reference")[:1]),
        name=Subquery(about.values(full=Concat("person__first_names", Value(" "), "person__last_name"))[:1]),
    )
    return named


def warnings_of(*, run: PayRun) -> QuerySet[RunWarning]:
    """Those not cleared first."""
    return _with_names(RunWarning.objects.filter(run=run)).order_by(
        F("cleared_at").asc(nulls_first=True), "kind", "employment_id"
    )


def exceptions_of(*, run: PayRun) -> QuerySet[RunException]:
    """Those not cleared first."""
    return _with_names(RunException.objects.filter(run=run)).order_by(
        F("cleared_at").asc(nulls_first=True), "employment_id"
    )
