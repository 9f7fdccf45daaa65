from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from backoffice.actor import Actor
from backoffice.clock import business_date
from backoffice.reports import Column, Report, Sql, register
from backoffice.ui.forms import DateField, UiForm
from hr.models import WorkforceType

COLUMNS = [
    Column("number", "Payroll number", "reference"),
    Column("last_name", "Last name"),
    Column("first_names", "First names"),
    Column("workforce", "Workforce"),
    Column("starts_on", "First day", "date"),
    Column("last_day", "Last day", "date"),
    Column("post", "Post number", "reference"),
    Column("title", "Post"),
    Column("unit", "Unit code", "reference"),
    Column("unit_name", "Unit"),
    Column("rank", "Rank or grade"),
    Column("fte", "FTE", "decimal"),
    Column("cost_centre", "Cost centre", "reference"),
    Column("objective", "Objective", "reference"),
    Column("scale", "Scale"),
    Column("point", "Point", "reference"),
    Column("annual", "Annual pay, full time", "money"),
    Column("standing", "How sure the rate is"),
]
QUERY = """
SELECT e.number, p.last_name, p.first_names, %s::jsonb ->> e.workforce_type, e.starts_on, e.ends_before - 1,
       po.number, po.title, u.code, u.name, po.rank, a.fte, po.cost_centre, po.objective, s.code, pt.label,
       r.annual_pence, lower(r.standing)
FROM hr_employment e
JOIN hr_person p ON p.id = e.person_id
LEFT JOIN hr_assignment a ON a.employment_id = e.id AND a.starts_on <= %s AND (a.ends_before IS NULL OR a.ends_before > %s)
LEFT JOIN hr_post po ON po.id = a.post_id
LEFT JOIN hr_unit u ON u.id = po.unit_id
LEFT JOIN hr_payplacement pl ON pl.employment_id = e.id
    AND pl.starts_on <= %s AND (pl.ends_before IS NULL OR pl.ends_before > %s)
LEFT JOIN hr_paypoint pt ON pt.id = pl.point_id
LEFT JOIN hr_payscale s ON s.id = pt.scale_id
LEFT JOIN hr_payrate r ON r.point_id = pt.id AND r.starts_on <= %s AND (r.ends_before IS NULL OR r.ends_before > %s)
WHERE e.starts_on <= %s AND (e.ends_before IS NULL OR e.ends_before > %s)
  AND (%s::text[] IS NULL OR e.workforce_type = ANY(%s::text[]))
ORDER BY e.number, a.starts_on, a.id
"""


class WorkforceForm(UiForm):
    as_at = DateField(label="As at", required=False, help_text="Empty: today.")
    workforce = forms.MultipleChoiceField(
        choices=WorkforceType.choices, required=False, widget=forms.CheckboxSelectMultiple
    )


def workforce(*, viewer: Actor, params: dict[str, Any]) -> Sql | Iterable[tuple[Any, ...]]:
    """One row for each employment and post in force on a day."""
    on: date = params.get("as_at") or business_date()
    kinds = params.get("workforce") or None
    names = json.dumps({value: str(label) for value, label in WorkforceType.choices})
    return Sql(QUERY, [names, *[on] * 8, kinds, kinds])


def register_all() -> None:
    register(
        Report(
            code="hr.workforce",
            label="Workforce list",
            permission="hr.view_people",
            columns=COLUMNS,
            rows=workforce,
            description="Everybody employed on a day, with post, unit, cost centre and pay point.",
            form=WorkforceForm,
            function="hr",
        )
    )
