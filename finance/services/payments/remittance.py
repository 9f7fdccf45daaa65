"""Writing down that a remittance advice has been sent."""

from __future__ import annotations

from django.utils import timezone

from backoffice.actor import Actor
from backoffice.services import lock, service
from finance.models import Payment


@service(permission="finance.approve_payments")
def record_advice_sent(*, actor: Actor, payment: Payment, to: str) -> Payment:
    """Keep when and to whom it went; the first time counts."""
    payment = lock(payment)
    if payment.advice_sent_at is None:
        payment.advice_sent_at, payment.advice_sent_to = timezone.now(), to
        payment.save(update_fields=["advice_sent_at", "advice_sent_to"])
    return payment
