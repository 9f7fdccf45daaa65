"""Warnings and exceptions of a run with whom they are about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
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


RUNS_LOOKED_AT = (
    3  # enough to find the last pay of somebody who was paid by a supplementary run, or missed a month
)


@dataclass(frozen=True, slots=True)
class AccountWriter:
    """Who entered or changed a bank account, and when."""

    member_id: int
    name: str
    when: datetime


def accounts_last_paid(*, run: PayRun, employment_ids: Iterable[int]) -> dict[int, tuple[str, str, str]]:
    """Sort code, account number and reference that the last released runs paid to by Bacs; none for whom they did not pay.
    One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH lately AS (SELECT id, approved_at FROM payroll_payrun WHERE state IN ('approved', 'posted', 'paid')"
            " AND id <> %s ORDER BY approved_at DESC, id DESC LIMIT %s)"
            " SELECT DISTINCT ON (m.employment_id) m.employment_id, m.sort_code, m.account_number, m.payee_reference"
            " FROM payroll_payment m JOIN lately r ON r.id = m.run_id"
            " WHERE m.employment_id = ANY(%s) AND m.method = 1"
            " ORDER BY m.employment_id, r.approved_at DESC, r.id DESC",
            [run.pk, RUNS_LOOKED_AT, list(employment_ids)],
        )
        return {pk: (sort_code, number, reference) for pk, sort_code, number, reference in cursor.fetchall()}


def account_writers(*, employment_ids: Iterable[int], on: date) -> dict[int, list[AccountWriter]]:
    """Who wrote the account that is paid on a day, the latest first. One query."""
    found: dict[int, list[AccountWriter]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.employment_id, (e.pgh_context ->> 'member')::bigint, COALESCE(e.pgh_context ->> 'name', ''),"
            " e.pgh_created_at"
            " FROM hr_bankaccount b JOIN hr_bankaccountevent e ON e.pgh_obj_id = b.id"
            " WHERE b.employment_id = ANY(%s) AND b.starts_on <= %s AND (b.ends_before IS NULL OR b.ends_before > %s)"
            " AND e.pgh_context ->> 'member' IS NOT NULL ORDER BY e.pgh_id DESC",
            [list(employment_ids), on, on],
        )
        for employment_id, *rest in cursor.fetchall():
            found.setdefault(employment_id, []).append(AccountWriter(*rest))
    return found
