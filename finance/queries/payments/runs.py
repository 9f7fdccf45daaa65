"""Payment runs and payments as a viewer may see them."""

from __future__ import annotations

from django.db.models import BigIntegerField, Count, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from backoffice.actor import Actor
from backoffice.errors import Missing
from finance.models import Payment, PaymentItem, PaymentRun

COUNTED = ~Q(payments__state=Payment.State.TAKEN_OUT)


def with_totals(runs: QuerySet[PaymentRun]) -> QuerySet[PaymentRun]:
    """The runs with `total_pence` and `payment_count` of what is in them."""
    counted: QuerySet[PaymentRun] = runs.annotate(  # type: ignore[no-redef]
        total_pence=Coalesce(
            Sum("payments__amount_pence", filter=COUNTED), Value(0), output_field=BigIntegerField()
        ),
        payment_count=Count("payments", filter=COUNTED),
    )
    return counted


def runs_for(*, viewer: Actor) -> QuerySet[PaymentRun]:
    """Every payment run with its totals; nothing without `finance.view`."""
    found = with_totals(
        PaymentRun.objects.select_related(
            "bank_account", "made_by", "approved_by", "confirmed_by", "cancelled_by", "journal"
        )
    )
    return found if viewer.can("finance.view") else found.none()


def run_for(*, viewer: Actor, reference: str) -> PaymentRun:
    """One run; `Missing`, too, if it is not theirs to see."""
    found = runs_for(viewer=viewer).filter(reference=reference).first()
    if found is None:
        raise Missing("There is no such payment run.", next_step="Choose one from the list of payment runs.")
    return found


def payments_for(*, viewer: Actor) -> QuerySet[Payment]:
    """Every payment, with its run and supplier; nothing without `finance.view`."""
    found = Payment.objects.select_related("run", "supplier", "changed_by", "return_journal")
    return found if viewer.can("finance.view") else found.none()


def payment_for(*, viewer: Actor, reference: str) -> Payment:
    """One payment; `Missing`, too, if it is not theirs to see."""
    found = payments_for(viewer=viewer).filter(reference=reference).first()
    if found is None:
        raise Missing("There is no such payment.", next_step="Open it from its payment run.")
    return found


def items_of(payment: Payment) -> QuerySet[PaymentItem]:
    """What a payment settles, invoices first, as they were due."""
    return payment.items.select_related("invoice", "changed_by").order_by(
        F("amount_pence").desc(), "invoice__due_on", "pk"
    )


def may_see_accounts(viewer: Actor) -> bool:
    """Whether whole account numbers are shown: to those who prepare and approve payments."""
    return viewer.can("finance.prepare_payments", "finance.approve_payments")


def runs_to_approve(*, viewer: Actor) -> QuerySet[PaymentRun]:
    """Proposed runs that are not the viewer's own work."""
    return (
        runs_for(viewer=viewer)
        .filter(state=PaymentRun.State.PROPOSED)
        .exclude(made_by_id=viewer.member_id)
        .exclude(pk__in=Payment.objects.filter(put_back_by_id=viewer.member_id).values("run_id"))
        .order_by("pay_on", "pk")
    )
