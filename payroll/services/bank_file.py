"""The bank file of an approved run: first its row, from which it is always the same bytes, then the stored file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.conf import settings as django_settings

from backoffice.actor import Actor
from backoffice.bacs.modulus import Weights, check, load_weights
from backoffice.bacs.standard18 import BacsError, Credit, Originator, build, parse
from backoffice.bacs.working_days import working_days_after, working_days_before
from backoffice.documents.kinds import TEXT, document_kind
from backoffice.documents.services import store_document
from backoffice.errors import Refused
from backoffice.jobs.faults import fault_point
from backoffice.links import Link
from backoffice.numbering.services import reserve
from backoffice.services import lock, service
from payroll.models import BacsFile, Payment, PayRun
from payroll.queries.settings import settings_on
from payroll.services.refusals import TotalsDiffer, WrongState


class BadAccount(Refused):
    code = "bank_account_fails_modulus"


class TooLateForBacs(Refused):
    code = "too_late_for_bacs"


class CannotBeWritten(Refused):
    code = "bank_file_cannot_be_written"


def modulus_weights() -> Weights | None:
    """The operator's table; None where none is loaded, and then the check is not made and the page says so."""
    return load_weights(Path(django_settings.MODULUS_WEIGHTS_FILE))


@service(permission="payroll.pay_run")
def prepare_bank_file(*, actor: Actor, run: PayRun, today: date, late: bool = False) -> BacsFile | None:
    """Draw the submission serial and write down what the file will be; None where nothing is paid by Bacs.

    Bacs processes a file on the working day before people have their money, and takes it until the working day before
    that. Once that is past the file is refused, unless people are to be paid `late`: as soon as Bacs can. Asked again:
    the same row.
    """
    run = lock(run)
    existing = BacsFile.objects.filter(run=run).first()
    if existing is not None:
        return existing
    if run.state != PayRun.APPROVED:
        raise WrongState(
            f"{run.reference} is {run.get_state_display().lower()}.", next_step="Have it approved first."
        )
    payments = Payment.objects.filter(run_id=run.pk, method=Payment.BACS)
    count = payments.count()
    if not count:
        return None
    process_on = working_days_before(run.pay_on, 1)
    if process_on <= today:
        if not late:
            raise too_late_for_bacs(run, today)
        process_on = working_days_after(today, 1)
    employer = settings_on(run.pay_on)
    assert employer is not None, "a calculated run has settings"
    weights = modulus_weights()
    if weights is not None:
        _check_accounts(run, weights)
    file = BacsFile(
        run=run,
        serial=f"{reserve('bacs', 1) % 1_000_000:06d}",
        made_on=today,
        process_on=process_on,
        user_number=employer.bacs_user_number,
        sort_code=employer.bank_sort_code,
        account_number=employer.bank_account_number,
        account_name=employer.bank_account_name,
        total_pence=run.bacs_pence,
        count=count,
        modulus_checked=weights is not None,
    )
    file.message_id = f"{file.user_number}-{file.serial}-{run.reference}"
    content = bank_file_content(file)
    found = parse(content)
    if (found.credit_total_pence, found.credit_count) != (run.bacs_pence, count):
        raise TotalsDiffer(
            "The bank file does not pay what the run says.",
            next_step="Ask your service centre: the run must be looked at.",
        )
    file.sha256 = hashlib.sha256(content).hexdigest()
    file.save(force_insert=True)
    return file


def is_too_late_for_bacs(run: PayRun, today: date) -> bool:
    """Whether a file made today no longer pays on the run's pay day, and none has been made that does."""
    return (
        run.bacs_pence > 0
        and working_days_before(run.pay_on, 1) <= today
        and not BacsFile.objects.filter(run=run).exists()
    )


def earliest_bacs_pay_day(today: date) -> date:
    """The day on which people have their money of a file made today."""
    return working_days_after(today, 2)


def too_late_for_bacs(run: PayRun, today: date) -> TooLateForBacs:
    """The refusal, with what can be done."""
    sent_by = working_days_before(run.pay_on, 2)
    return TooLateForBacs(
        f"Bacs can no longer pay {run.reference} on its pay day, {run.pay_on:%-d %B %Y}: "
        f"the bank file had to be made by {sent_by:%-d %B}.",
        next_step=f"Choose to pay late: a file made today pays on {earliest_bacs_pay_day(today):%-d %B %Y}. "
        "Whoever cannot wait is paid an advance by other means, outside the run.",
    )


@service(permission="payroll.pay_run")
def store_bank_file(*, actor: Actor, run: PayRun) -> BacsFile | None:
    """Write the file of a prepared row as a document. Asked again: the same document.

    Nobody sees half a file: it is written under a name nobody knows and found only once its row is committed.
    """
    run = lock(run)
    file = BacsFile.objects.select_for_update().filter(run=run).first()
    if file is None or file.document_id is not None:
        return file
    content = bank_file_content(file)
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise TotalsDiffer(
            "The payments are no longer those the bank file was prepared from.",
            next_step="Ask your service centre: nothing has been written.",
        )
    file.document = store_document(
        actor=actor,
        kind="payroll.bacs",
        filename=f"bacs-{run.reference}-{file.serial}.txt",
        content=content,
        about=Link("payroll.run", run.pk),
    )
    fault_point("payroll.bacs:write")
    file.save(update_fields=["document"])
    return file


def bank_file_content(file: BacsFile) -> bytes:
    """The bytes that a row and its run's payments make."""
    try:
        return build(
            originator=Originator(file.user_number, file.sort_code, file.account_number, file.account_name),
            serial=file.serial,
            made_on=file.made_on,
            process_on=file.process_on,
            credits=_credits(file.run_id),
        )
    except BacsError as error:
        raise CannotBeWritten(
            str(error), next_step="Correct the bank details and pay by other means this time."
        ) from error


def _credits(run_id: int) -> Iterator[Credit]:
    rows = (
        Payment.objects.filter(run_id=run_id, method=Payment.BACS)
        .order_by("sort_code", "account_number", "employment_id")
        .values_list("sort_code", "account_number", "account_name", "paid_pence", "payee_reference")
    )
    for sort_code, account_number, account_name, pence, reference in rows.iterator(chunk_size=2000):
        yield Credit(sort_code or "", account_number or "", account_name or "", pence, reference or "")


def _check_accounts(run: PayRun, weights: Weights) -> None:
    bad = [
        reference or ""
        for sort_code, account_number, reference in Payment.objects.filter(run_id=run.pk, method=Payment.BACS)
        .order_by("payee_reference")
        .values_list("sort_code", "account_number", "payee_reference")
        if check(weights, sort_code or "", account_number or "") is False
    ]
    if bad:
        shown = ", ".join(bad[:5]) + (f" and {len(bad) - 5} more" if len(bad) > 5 else "")
        raise BadAccount(
            f"{len(bad)} accounts fail the modulus check: {shown}.",
            next_step="Their account numbers cannot exist. Correct the payments' bank details before the run is approved.",
        )


def register() -> None:
    document_kind(
        "payroll.bacs",
        label="Bank file",
        may_see=lambda viewer, document: viewer.can("payroll.view_bank_file"),
        types=(TEXT,),
    )
