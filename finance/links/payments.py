"""Links to payment runs and payments."""

from __future__ import annotations

from django.urls import reverse

from backoffice.links import register_kind
from finance.models import Payment, PaymentRun


def _run_url(id: int) -> str:
    run = PaymentRun.objects.filter(pk=id).first()
    return run.get_absolute_url() if run else reverse("finance:payment_runs")


def _run_title(id: int) -> str | None:
    return PaymentRun.objects.filter(pk=id).values_list("number", flat=True).first()


def _payment_url(id: int) -> str:
    payment = Payment.objects.filter(pk=id).first()
    return payment.get_absolute_url() if payment else reverse("finance:payments")


def _payment_title(id: int) -> str | None:
    return Payment.objects.filter(pk=id).values_list("payee_reference", flat=True).first()


def offer() -> None:
    """Make them linkable."""
    register_kind(
        "finance.payment_run", label="Payment run", url=_run_url, permission="finance.view", title=_run_title
    )
    register_kind(
        "finance.payment", label="Payment", url=_payment_url, permission="finance.view", title=_payment_title
    )
