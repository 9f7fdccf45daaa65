"""What a person may post by hand: on accounts that functions keep, only with a reason."""

from __future__ import annotations

from django.db.models import Q

from finance.errors import ControlAccountByHand
from finance.models import Accrual, ControlAccount, Journal

# Purposes whose account nobody but a function posts to, whatever the chart says of the account.
KEPT_BY_FUNCTIONS = (
    ControlAccount.Purpose.CREDITORS,
    ControlAccount.Purpose.GOODS_RECEIVED,
    ControlAccount.Purpose.VAT,
)


def refuse_unexplained(journal: Journal) -> None:
    """Refuse a journal by hand with lines on control accounts and no reason. One query.

    Reversals have a reason of their own, and a journal that was made from a document is explained by it.
    """
    if journal.reason or journal.source_kind or journal.reverses_id is not None:
        return
    kept = Q(account__is_control=True) | Q(account__controlaccount__purpose__in=KEPT_BY_FUNCTIONS)
    lines = journal.lines.filter(kept)
    accrual = Accrual.objects.filter(journal=journal).first()
    if accrual is not None:  # the line its function added
        lines = lines.exclude(account__controlaccount__purpose=f"{accrual.kind}s")
    line = lines.select_related("account").order_by("number").first()
    if line is None:
        return
    raise ControlAccountByHand(
        f"Line {line.number}: {line.account} is a control account, which a function keeps.",
        where="reason" if accrual is None else f"line {line.number}",
        next_step="Say why you post to it by hand, or choose another account."
        if accrual is None
        else "Choose another account; enter a journal with a reason where it must be this one.",
    )
