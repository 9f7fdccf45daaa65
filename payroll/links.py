"""What other records may point to in payroll."""

from __future__ import annotations

from django.urls import reverse

from backoffice.links import register_kind
from payroll.models import PayRun


def _reference(id: int) -> str | None:
    return PayRun.objects.filter(pk=id).values_list("reference", flat=True).first()


def _url(id: int) -> str:
    return reverse("payroll:run", args=[_reference(id)])


register_kind("payroll.run", label="Pay run", url=_url, permission="payroll.view", title=_reference)
