"""Which account a function of finance posts to."""

from __future__ import annotations

from django.db.models import QuerySet

from backoffice.actor import Actor
from backoffice.errors import Refused
from finance.models import ControlAccount


class NoControlAccount(Refused):
    code = "no_control_account"


def control_accounts_for(*, viewer: Actor) -> QuerySet[ControlAccount]:
    """The control accounts the viewer may see."""
    return ControlAccount.objects.all() if viewer.can("finance.view") else ControlAccount.objects.none()


def control_codes() -> dict[str, str]:
    """Purpose -> account code, of those that are set. One query."""
    return dict(ControlAccount.objects.values_list("purpose", "account__code"))


def control_code(purpose: str) -> str:
    """The account code of a purpose, such as `creditors`; refuses one that is not set."""
    found = ControlAccount.objects.filter(purpose=purpose).values_list("account__code", flat=True).first()
    if found is None:
        raise NoControlAccount(
            f"No account is set for {ControlAccount.Purpose(purpose).label.lower()}.",
            next_step="Ask a finance officer to set it under Control accounts.",
        )
    return found
