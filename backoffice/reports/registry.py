"""Reports that functions offer: each a list of columns and the rows a viewer may see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from backoffice.actor import Actor, Permission
from backoffice.errors import Missing
from backoffice.reports.columns import Column
from backoffice.reports.exports import Rows


@dataclass(frozen=True, slots=True)
class Report:
    """`rows(viewer=, params=)` gives tuples, or `Sql` for large ones; `params` is the form's cleaned data.

    `columns` may depend on the parameters. `links(viewer=, params=, row=)`, where given, is what the row opens to.
    """

    code: str
    label: str
    permission: Permission
    columns: Sequence[Column] | Callable[[dict[str, Any]], Sequence[Column]]
    rows: Callable[..., Rows]
    description: str = ""
    form: type[forms.Form] | None = None
    function: str = ""
    links: Callable[..., str | None] | None = None

    def columns_for(self, params: dict[str, Any]) -> Sequence[Column]:
        return self.columns(params) if callable(self.columns) else self.columns


REPORTS: dict[str, Report] = {}


def register(report: Report) -> None:
    """Offer a report on the reports page, as a screen and as CSV, Excel and PDF."""
    assert report.code not in REPORTS, f"the report {report.code} is registered twice"
    REPORTS[report.code] = report


def reports_for(viewer: Actor) -> list[Report]:
    """The reports the viewer may run, by function and name."""
    found = [report for report in REPORTS.values() if viewer.may(report.permission)]
    return sorted(found, key=lambda report: (report.function, report.label))


def report_for(viewer: Actor, code: str) -> Report:
    """One report; `Missing`, too, if the viewer may not run it."""
    report = REPORTS.get(code)
    if report is None or not viewer.may(report.permission):
        raise Missing("There is no such report.", next_step="Choose one from the list of reports.")
    return report
