"""Pay details as lists, forms and files need them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from django.db import connection
from django.db.models import (
    CharField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Model,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)

from backoffice.actor import Actor
from backoffice.audit.queries import Change, event_model_of, histories_of
from backoffice.dating import valid_on
from backoffice.errors import Missing
from hr.queries import employments_for
from payroll.models import (
    AttachmentOrder,
    Claim,
    NationalInsuranceDetails,
    OpeningBalance,
    PayElement,
    PayPeriod,
    PayRun,
    PensionMembership,
    StudentLoan,
    TaxDetails,
)

M = TypeVar("M", bound=Model)
OF_EMPLOYMENTS: tuple[type[Model], ...] = (
    TaxDetails,
    NationalInsuranceDetails,
    StudentLoan,
    PensionMembership,
    PayElement,
    AttachmentOrder,
    Claim,
    OpeningBalance,
)


def records_for(*, viewer: Actor, model: type[M]) -> QuerySet[M]:
    """Records of one kind with their employment and person, for those who may see pay details; nobody else's."""
    assert model in OF_EMPLOYMENTS
    rows: QuerySet[Any] = model._default_manager.select_related("employment__person")
    if not viewer.can("payroll.view"):
        return rows.none()
    if any(field.name == "ends_before" for field in model._meta.local_fields):
        last_day = ExpressionWrapper(F("ends_before") - 1, output_field=DateField())
        rows = rows.annotate(last_day=last_day)
    if any(field.name == "element" for field in model._meta.local_fields):
        rows = rows.select_related("element")
    return rows


def record_for(*, viewer: Actor, model: type[M], reference: str) -> M:
    """One record. Raises Missing, also where it is not the viewer's to see."""
    found = records_for(viewer=viewer, model=model).filter(reference=reference).first()
    if found is None:
        raise Missing("There is no such record.", next_step="Look for it among the person's pay details.")
    return found


def changes_of_details(*, viewer: Actor, employment_id: int) -> list[tuple[type[Model], list[Change]]]:
    """Who changed what of an employment's pay details, by kind, the newest first; removed records too.

    One query, and those of `histories_of` for each kind that has any history.
    """
    if not viewer.can("payroll.view"):
        return []
    first, *others = (
        event_model_of(model)
        ._default_manager.filter(employment_id=employment_id)
        .annotate(place=Value(place))
        .order_by()
        .values_list("place", "pgh_obj_id")
        for place, model in enumerate(OF_EMPLOYMENTS)
    )
    ids: dict[int, list[int]] = defaultdict(list)
    for place, record_id in first.union(*others):
        ids[place].append(record_id)
    found = []
    for place, record_ids in sorted(ids.items()):
        histories = histories_of(OF_EMPLOYMENTS[place], record_ids).values()
        changes = [change for history in histories for change in history]
        changes.sort(key=lambda change: (change.when, change.event_id), reverse=True)
        found.append((OF_EMPLOYMENTS[place], changes))
    return found


def details_of_people(*, viewer: Actor, as_at: date) -> QuerySet[Any]:
    """Employments with the tax code, letter and scheme in force on a day; None where there is none.

    `has_loan` and `has_order` say whether one runs. Only the rows of a page are looked up.
    """

    def now(model: type[Model], field: str) -> Subquery:
        rows = model._default_manager.filter(valid_on(as_at), employment=OuterRef("pk"))
        return Subquery(rows.values(field)[:1], output_field=CharField())

    def any_now(model: type[Model]) -> Exists:
        return Exists(model._default_manager.filter(valid_on(as_at), employment=OuterRef("pk")))

    rows = employments_for(viewer=viewer).select_related("person")
    if not viewer.can("payroll.view"):
        return rows.none()
    return rows.annotate(
        tax_code=now(TaxDetails, "tax_code"),
        letter=now(NationalInsuranceDetails, "letter"),
        scheme=now(PensionMembership, "scheme"),
        has_loan=any_now(StudentLoan),
        has_order=any_now(AttachmentOrder),
    )


def first_released(employment_ids: Sequence[int]) -> dict[tuple[int, str], int]:
    """The first tax period with a released payslip, by (employment, tax year). One query."""
    if not employment_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.employment_id, d.tax_year, min(d.number) FROM payroll_payslip p"
            " JOIN payroll_payrun r ON r.id = p.run_id AND r.state IN ('approved', 'posted', 'paid')"
            " JOIN payroll_payperiod d ON d.id = p.period_id"
            " WHERE p.employment_id = ANY(%s) GROUP BY 1, 2",
            [list(employment_ids)],
        )
        return {(employment_id, tax_year): number for employment_id, tax_year, number in cursor.fetchall()}


def released_periods(employment_ids: Sequence[int]) -> set[tuple[int, int]]:
    """(employment, period) with a released payslip: what can no longer be claimed for. One query."""
    if not employment_ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT p.employment_id, p.period_id FROM payroll_payslip p"
            " JOIN payroll_payrun r ON r.id = p.run_id AND r.state IN ('checked', 'approved', 'posted', 'paid')"
            " WHERE p.employment_id = ANY(%s)",
            [list(employment_ids)],
        )
        return set(cursor.fetchall())


def periods_with_runs() -> set[tuple[str, str, int]]:
    """(tax year, frequency, number) of periods that have a pay run that is not cancelled."""
    return set(
        PayPeriod.objects.filter(
            runs__state__in=[state for state, _ in PayRun.STATES if state != PayRun.CANCELLED]
        )
        .order_by("pk")
        .values_list("tax_year", "frequency", "number")
    )


def last_paid_on(employment_id: int) -> date | None:
    """The latest pay day of a released payslip of an employment. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(r.pay_on) FROM payroll_payslip p JOIN payroll_payrun r ON r.id = p.run_id"
            " WHERE p.employment_id = %s AND r.state IN ('checked', 'approved', 'posted', 'paid')",
            [employment_id],
        )
        found: date | None = cursor.fetchone()[0]
        return found
