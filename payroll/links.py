"""What other records may point to in payroll."""

from __future__ import annotations

from django.urls import reverse

from backoffice.links import register_kind
from payroll.models import PayRun


def _reference(id: int) -> str | None:
    return PayRun.objects.filter(pk=id).values_list("reference", flat=True).first()


def _url(id: int) -> str:
    return reverse("payroll:run", args=[_reference(id)])


def _lines(id: int, journal_id: int) -> str:
    """The address under which the run's own journal opens to payslip lines; the journal of the payment has none."""
    run = PayRun.objects.filter(pk=id, journal_id=journal_id).first()
    return reverse("payroll:run_lines", args=[run.reference, "0"])[: -len("0/")] if run else ""


register_kind(
    "payroll.run",
    label="Pay run",
    url=_url,
    permission="payroll.view_runs",
    title=_reference,
    lines=_lines,
    lines_permission="payroll.view_payslips",
)
