"""The accounts functions post to."""

from __future__ import annotations

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.services import service
from finance.models import Account, ControlAccount


@service(permission="finance.change_chart")
def set_control_account(*, actor: Actor, purpose: str, account: Account) -> ControlAccount:
    """Say which account a purpose such as creditors posts to from now on. What stands on the one before stays there."""
    if purpose not in ControlAccount.Purpose.values:
        raise Refused("There is no such purpose.", where="purpose", code="unknown_purpose")
    found = ControlAccount.objects.select_for_update().filter(purpose=purpose).first()
    if found is None:
        return ControlAccount.objects.create(purpose=purpose, account=account)
    if found.account_id != account.pk:
        found.account = account
        found.save(update_fields=["account"])
    return found
