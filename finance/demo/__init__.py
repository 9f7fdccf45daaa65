"""The demonstration's year of finance, entered through the services by the people whose work it is. All of it invented."""

from __future__ import annotations

from django.db import transaction

from finance.demo import loose_ends, months, plan
from finance.demo.cast import Cast, Say
from finance.demo.setting_up import set_up
from finance.models import BudgetVersion, CostCentre, Journal, Virement

DONE = [month for month in plan.MONTHS if month <= (2026, 9)]
CLOSING, RUNNING = (2026, 10), (2026, 11)


def bring_in(cast: Cast) -> None:
    """April to November 2026: September and before are closed, October is being closed, November runs.

    Asked again it goes on with the month after the last that is done; each month is entered once.
    """
    if not BudgetVersion.objects.exists():
        with transaction.atomic():  # around services of several people: all of it stands, or none
            set_up(cast)
    bought = plan.purchases(
        cast.slug, list(CostCentre.objects.order_by("code").values_list("code", flat=True))
    )
    for month in plan.MONTHS:
        if _is_begun(month):
            continue
        cast.say(f"{cast.slug.title()}: finance of {months.last_day(month):%B %Y} ...")
        with transaction.atomic():
            _enter(cast, month, bought[month])
    months.lock_all(cast, [month for month in DONE if month < (2026, 9)])
    if not Virement.objects.exists():
        with transaction.atomic():
            loose_ends.tie(cast)


def _enter(cast: Cast, month: tuple[int, int], bought: list[plan.Purchase]) -> None:
    until = min(months.last_day(month), cast.today)
    months.pay_and_grant(cast, month)
    months.buy(cast, bought, until, left=0 if month in DONE else 2)
    if month == RUNNING:
        months.bank_month(cast, month, until=until)
        return
    months.pay_suppliers(cast, month)
    months.bank_month(cast, month)
    months.close(cast, month, whole=month in DONE)
    if month in DONE:
        loose_ends.publish_month(cast, f"{month[0]}-{month[1]:02d}")


def _is_begun(month: tuple[int, int]) -> bool:
    """Whether the month's journals are posted: the grant is the first thing of it."""
    return Journal.objects.filter(key=f"demonstration:grant:{months.last_day(month):%B %Y}").exists()


__all__ = ["Cast", "Say", "bring_in"]
