"""The bank file of an approved payment run: first its row, from which it is always the same bytes, then the stored file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db.models import Count, QuerySet, Sum

from backoffice.actor import Actor
from backoffice.bacs.modulus import Weights, check, load_weights
from backoffice.bacs.standard18 import BacsError, Credit, Originator, build, parse
from backoffice.bacs.working_days import working_days_before
from backoffice.documents.kinds import TEXT, document_kind
from backoffice.documents.services import store_document
from backoffice.jobs.faults import fault_point
from backoffice.links import Link
from backoffice.numbering.services import reserve
from backoffice.services import lock, service
from backoffice.tenancy.authorities import authority_named
from backoffice.tenancy.current import require_slug
from finance.models import Payment, PaymentFile, PaymentRun
from finance.services.payments.approve import refuse_unpayable
from finance.services.payments.errors import (
    BadAccount,
    CannotBeWritten,
    TooLateForBacs,
    TotalsDiffer,
    WrongState,
)
from finance.services.payments.propose import check_bank_account, earliest_pay_on


def modulus_weights() -> Weights | None:
    """The operator's table; None where none is loaded, and then the check is not made and the page says so."""
    return load_weights(Path(settings.MODULUS_WEIGHTS_FILE))


def is_too_late(run: PaymentRun, today: date) -> bool:
    """Whether a file made today no longer pays on the run's day."""
    return working_days_before(run.pay_on, 1) <= today


@service(permission="finance.approve_payments")
def prepare_file(*, actor: Actor, run: PaymentRun, today: date, late: bool = False) -> PaymentFile:
    """Draw the submission serial and write down what the file will be. From here on nothing in the run changes.

    Too late for the run's day it is refused, unless suppliers are to be paid `late`: then the run's day moves to the
    first on which Bacs can pay. Asked again: the same row.
    """
    run = lock(run)
    existing = PaymentFile.objects.filter(run=run).first()
    if existing is not None:
        return existing
    if run.state != PaymentRun.State.APPROVED:
        raise WrongState(f"{run} is {run.get_state_display().lower()}.", next_step="Have it approved first.")
    if is_too_late(run, today):
        if not late:
            raise TooLateForBacs(
                f"Bacs can no longer pay {run} on {run.pay_on:%-d %B %Y}.",
                next_step=f"Choose to pay late: a file made today pays on {earliest_pay_on(today):%-d %B %Y}.",
            )
        run.pay_on = earliest_pay_on(today)
        run.save(update_fields=["pay_on"])
    check_bank_account(run.bank_account)
    refuse_unpayable(run)
    weights = modulus_weights()
    if weights is not None:
        _check_accounts(run, weights)
    total = _inside(run).aggregate(pence=Sum("amount_pence"), count=Count("pk"))
    if not total["count"]:
        raise WrongState(f"Everything has been taken out of {run}.", next_step="Cancel it.")
    bank = run.bank_account
    file = PaymentFile(
        run=run,
        serial=f"{reserve('bacs', 1) % 1_000_000:06d}",
        made_on=today,
        process_on=working_days_before(run.pay_on, 1),
        user_number=bank.service_user_number,
        sort_code=bank.sort_code,
        account_number=bank.account_number,
        account_name=authority_named(require_slug()).name.upper()[:18].strip(),
        total_pence=total["pence"],
        count=total["count"],
        modulus_checked=weights is not None,
    )
    file.message_id = f"{file.user_number}-{file.serial}-{run.number}"
    content = file_content(file)
    found = parse(content)
    if (found.credit_total_pence, found.credit_count) != (file.total_pence, file.count):
        raise TotalsDiffer(
            "The bank file does not pay what the run says.",
            next_step="Tell the people who run the service: the run must be looked at.",
        )
    file.sha256 = hashlib.sha256(content).hexdigest()
    file.save(force_insert=True)
    return file


@service(permission="finance.approve_payments")
def store_file(*, actor: Actor, run: PaymentRun) -> PaymentFile:
    """Write the file of a prepared row as a document. Asked again: the same document.

    Nobody sees half a file: it is written under a name nobody knows and found only once its row is committed.
    """
    run = lock(run)
    file = PaymentFile.objects.select_for_update().get(run=run)
    if file.document_id is not None:
        return file
    content = file_content(file)
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise TotalsDiffer(
            "The payments are no longer those the bank file was prepared from.",
            next_step="Tell the people who run the service: nothing has been written.",
        )
    file.document = store_document(
        actor=actor,
        kind="finance.bacs",
        filename=f"bacs-{run.number}-{file.serial}.txt",
        content=content,
        about=Link("finance.payment_run", run.pk),
    )
    fault_point("finance.bacs:write")
    file.save(update_fields=["document"])
    run.state = PaymentRun.State.FILE_MADE
    run.save(update_fields=["state"])
    return file


def file_content(file: PaymentFile) -> bytes:
    """The bytes that a row and its run's payments make."""
    try:
        return build(
            originator=Originator(file.user_number, file.sort_code, file.account_number, file.account_name),
            serial=file.serial,
            made_on=file.made_on,
            process_on=file.process_on,
            credits=_credits(file.run),
        )
    except BacsError as error:
        raise CannotBeWritten(
            str(error),
            next_step="Take the payment out, correct the supplier's bank details and pay it in the next run.",
        ) from error


def _inside(run: PaymentRun) -> QuerySet[Payment]:
    """What the file pays: what is in the run, or was until it was paid or came back."""
    return run.payments.exclude(state=Payment.State.TAKEN_OUT)


def _credits(run: PaymentRun) -> Iterator[Credit]:
    for payment in _inside(run).order_by("number").iterator(chunk_size=2000):
        yield Credit(
            payment.sort_code,
            payment.account_number,
            payment.account_name,
            payment.amount_pence,
            payment.payee_reference,
        )


def _check_accounts(run: PaymentRun, weights: Weights) -> None:
    bad = [
        payment.supplier.name
        for payment in _inside(run).select_related("supplier").order_by("number")
        if check(weights, payment.sort_code, payment.account_number) is False
    ]
    if bad:
        shown = ", ".join(bad[:5]) + (f" and {len(bad) - 5} more" if len(bad) > 5 else "")
        raise BadAccount(
            f"The accounts of {shown} fail the modulus check.",
            next_step="These account numbers cannot exist. Take the payments out and correct the bank details.",
        )


def register() -> None:
    """Who may open bank files: those who approve payments. Every download is recorded."""
    document_kind(
        "finance.bacs",
        label="Bank file",
        may_see=lambda viewer, document: viewer.can("finance.approve_payments"),
        types=(TEXT,),
    )
