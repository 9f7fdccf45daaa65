from __future__ import annotations

from datetime import date

from backoffice.actor import Actor
from backoffice.services import lock, service
from hr.models import BankAccount, Employment
from hr.services.dated import make_room
from hr.services.own_record import refuse_own


@service(permission="hr.change_bank_details")
def change_bank_account(
    *,
    actor: Actor,
    employment: Employment,
    account_name: str,
    sort_code: str,
    account_number: str,
    starts_on: date,
    reason: str,
    building_society_number: str = "",
) -> BankAccount:
    """Pay into another account from a day on. The reason says how the change was confirmed to be the
    person's own. Nobody changes where their own pay goes."""
    employment = lock(employment)
    refuse_own(actor, person=employment.person)
    same_day, ends_before = make_room(employment.bank_accounts.all(), starts_on)
    account = same_day or BankAccount(employment=employment, starts_on=starts_on)
    account.account_name = account_name.strip()
    account.sort_code, account.account_number = sort_code, account_number
    account.building_society_number = building_society_number
    account.ends_before = ends_before
    account.save()
    return account
