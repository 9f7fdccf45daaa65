"""Where a supplier is paid: proposed by one person, accepted by another who called the supplier back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from backoffice.actor import Actor
from backoffice.bacs.modulus import check, load_weights
from backoffice.clock import LONDON
from backoffice.errors import Refused
from backoffice.services import lock, service
from finance.models import Supplier, SupplierBankDetails
from finance.queries.purchasing.suppliers import known_numbers
from finance.rules.purchasing import digits_of
from finance.services.purchasing.errors import (
    BankDetailsDecided,
    BankDetailsWrong,
    NoCallBack,
    OwnBankDetails,
    SupplierNotOpen,
)

State = SupplierBankDetails.State


@service(permission="finance.change_suppliers")
def propose_bank_details(
    *,
    actor: Actor,
    supplier: Supplier,
    account_name: str,
    sort_code: str,
    account_number: str,
    roll_number: str = "",
    evidence: str = "",
) -> SupplierBankDetails:
    """Propose where a supplier is paid. Nothing is paid there until another person has called the supplier back.

    Asked again with the same details: the same proposal.
    """
    supplier = lock(supplier)
    if supplier.state == Supplier.State.CLOSED:
        raise SupplierNotOpen(f"{supplier} is closed.", next_step="Open it again first.")
    sort_code, account_number = read_sort_code(sort_code), read_account_number(account_number)
    refuse_impossible(sort_code, account_number)
    if not account_name.strip():
        raise BankDetailsWrong("Enter the name on the account.", where="account_name")
    found = {
        each.state: each for each in supplier.bank_details.filter(state__in=[State.PROPOSED, State.CURRENT])
    }
    given = (sort_code, account_number, account_name.strip(), roll_number.strip())
    proposed = found.get(State.PROPOSED)
    if proposed is not None:
        if _as_given(proposed) == given and proposed.proposed_by_id == actor.member_id:
            return proposed
        raise BankDetailsDecided(
            f"{proposed.proposed_by.name} proposed bank details for {supplier} on"
            f" {proposed.proposed_at.astimezone(LONDON):%-d %B %Y}; they wait to be checked.",
            next_step="Have those accepted or rejected first.",
            code="bank_details_wait",
        )
    current = found.get(State.CURRENT)
    if current is not None and _as_given(current) == given:
        raise BankDetailsWrong(
            "The supplier is paid on this account already.", next_step="Nothing has to be changed."
        )
    return SupplierBankDetails.objects.create(
        supplier=supplier,
        account_name=account_name.strip(),
        sort_code=sort_code,
        account_number=account_number,
        roll_number=roll_number.strip(),
        evidence=evidence.strip(),
        proposed_by_id=actor.member_id,
    )


@service(permission="finance.approve_suppliers")
def accept_bank_details(
    *,
    actor: Actor,
    details: SupplierBankDetails,
    called_number: str,
    called_person: str,
    called_on: date,
    called_note: str,
    called_source: str = "",
    today: date,
) -> SupplierBankDetails:
    """Put proposed bank details into use, with the record of the call back: which number, known from where, who, when, what.

    The number is one known before the change was asked for. For one that the proposer put on the supplier's record in the
    30 days before, as for one that is not there, `called_source` says where it was found. What was in use is superseded.
    """
    supplier = lock(Supplier(pk=details.supplier_id))
    details = lock(details)
    if details.state == State.CURRENT and details.decided_by_id == actor.member_id:
        return details
    _refuse_decided(actor, details)
    source = _source_of_number(details, called_number, called_source)
    if not called_person.strip():
        raise NoCallBack("Say whom you spoke to.", where="called_person")
    if not called_note.strip():
        raise NoCallBack("Say what was confirmed.", where="called_note")
    proposed_on = min(details.proposed_at.astimezone(LONDON).date(), today)
    if not proposed_on <= called_on <= today:
        raise NoCallBack(
            f"The call was not made between {proposed_on:%-d %B %Y}, when the details were proposed, and today.",
            where="called_on",
            next_step="Call the supplier now, and give today's date.",
        )
    supplier.bank_details.filter(state=State.CURRENT).update(state=State.SUPERSEDED)
    details.state = State.CURRENT
    details.decided_by_id, details.decided_at = actor.member_id, timezone.now()
    details.called_number, details.called_source = called_number.strip(), source
    details.called_person, details.called_on = called_person.strip(), called_on
    details.called_note = called_note.strip()
    details.save(
        update_fields=[
            "state",
            "decided_by",
            "decided_at",
            "called_number",
            "called_source",
            "called_person",
            "called_on",
            "called_note",
        ]
    )
    return details


@service(permission="finance.approve_suppliers")
def reject_bank_details(*, actor: Actor, details: SupplierBankDetails, reason: str) -> SupplierBankDetails:
    """Say no to proposed bank details, and why. What is in use stays in use."""
    if not reason.strip():
        raise Refused("Say why the bank details are rejected.", where="reason", code="reason_required")
    details = lock(details)
    if details.state == State.REJECTED and details.decided_by_id == actor.member_id:
        return details
    _refuse_decided(actor, details)
    details.state, details.reason = State.REJECTED, reason.strip()
    details.decided_by_id, details.decided_at = actor.member_id, timezone.now()
    details.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    return details


def read_sort_code(text: str) -> str:
    """Six digits, however they are written."""
    digits = "".join(c for c in text if c.isdigit())
    if len(digits) != 6 or not set(text) <= set("0123456789- "):
        raise BankDetailsWrong(
            f"{text or 'Nothing'} is not a sort code.",
            where="sort_code",
            next_step="Give six digits, such as 01-02-03.",
        )
    return digits


def read_account_number(text: str) -> str:
    """Eight digits; seven are given a nought in front, as banks do."""
    digits = text.replace(" ", "").replace("-", "")
    if not digits.isascii() or not digits.isdigit() or len(digits) not in (7, 8):
        raise BankDetailsWrong(
            f"{text or 'Nothing'} is not an account number.",
            where="account_number",
            next_step="Give eight digits, such as 12345678.",
        )
    return digits.zfill(8)


def refuse_impossible(sort_code: str, account_number: str) -> None:
    """Refuse an account that cannot exist, where the operator has loaded Bacs' modulus weights."""
    weights = load_weights(Path(settings.MODULUS_WEIGHTS_FILE))
    if weights is not None and check(weights, sort_code, account_number) is False:
        raise BankDetailsWrong(
            "No account can have this number at this sort code.",
            where="account_number",
            next_step="Check both with the supplier: a digit is wrong.",
        )


def _as_given(details: SupplierBankDetails) -> tuple[str, str, str, str]:
    return details.sort_code, details.account_number, details.account_name, details.roll_number


def _refuse_decided(actor: Actor, details: SupplierBankDetails) -> None:
    if details.state != State.PROPOSED:
        by = details.decided_by.name if details.decided_by else "somebody"
        raise BankDetailsDecided(
            f"These bank details are {details.get_state_display().lower()}; {by} decided on them.",
            next_step="Look at the supplier's page.",
        )
    if details.proposed_by_id == actor.member_id:
        raise OwnBankDetails(
            "You proposed these bank details, so another person has to check them.",
            next_step="Ask a colleague who may approve suppliers.",
        )


def _source_of_number(details: SupplierBankDetails, called_number: str, called_source: str) -> str:
    digits = digits_of(called_number)
    if len(digits) < 7:
        raise NoCallBack(
            "Give the telephone number that was called.",
            where="called_number",
            next_step="Call a number known before the change was asked for.",
        )
    for known in known_numbers(details):
        if digits_of(known.phone) != digits:
            continue
        if known.is_fresh and not called_source.strip():
            raise NoCallBack(
                f"{known.phone} was put on the supplier's record only on {known.since.astimezone(LONDON):%-d %B %Y},"
                f" by {known.by or 'somebody'}: it may come with the change.",
                where="called_source",
                next_step="Call a number you found yourself (on a contract, an old invoice, the supplier's own site) and"
                " say where.",
                code="bank_details_number_too_fresh",
            )
        return (
            called_source.strip()
            or f"On the supplier's record since {known.since.astimezone(LONDON):%-d %B %Y}"
        )
    if not called_source.strip():
        raise NoCallBack(
            f"{called_number.strip()} is not on the supplier's record.",
            where="called_source",
            next_step="Say where you know the number from: a contract, an old invoice, the supplier's own site.",
        )
    return called_source.strip()
