"""Long work of payroll, as jobs."""

from __future__ import annotations

import logging
import tempfile
import zipfile

from backoffice.clock import business_date
from backoffice.documents.kinds import ZIP, document_kind
from backoffice.documents.services import store_document
from backoffice.jobs.faults import fault_point
from backoffice.jobs.kinds import JobRun, Outcome, job_kind
from backoffice.links import Link
from backoffice.ui.formats import in_words
from payroll.models import PayRun, Payslip, RunChunk
from payroll.queries.payslip_pdf import payslip_pdfs
from payroll.queries.payslips import payslips_after
from payroll.services.bank_file import prepare_bank_file, store_bank_file
from payroll.services.calculate import CHUNK, calculate_next_chunk, end_calculation, plan_calculation
from payroll.services.post_run import post_run
from payroll.tasks import help_calculate

logger = logging.getLogger("payroll")
PDF_CHUNK = 100
HELPERS = 3
"""Messages sent for other workers to take chunks too; with no other worker the job does them all itself."""


@job_kind("payroll.calculate", label="Calculate pay", queue="payroll", permission="payroll.prepare_run")
def calculate(held: JobRun) -> Outcome:
    """Plan once, then take chunks beside whoever helps until none is left undone."""
    run = PayRun.objects.get(pk=held.params["run"])
    fault_point("payroll.calculate:start")
    if held.cursor.get("calculation") != run.calculation or not held.cursor:
        plan_calculation(actor=held.actor, run=run)
        run.refresh_from_db()
        held.checkpoint(done=0, total=_people(run), cursor={"calculation": run.calculation})
    _call_helpers(held, run)
    while calculate_next_chunk(actor=held.actor, run=run) or calculate_next_chunk(
        actor=held.actor, run=run, wait=True
    ):
        held.checkpoint(  # the cursor again, because every chunk is progress: its starts are counted anew
            done=_people(run, done=True),
            message=f"{in_words(_people(run, done=True), 'person', 'people')} looked at",
            cursor=held.cursor,
        )
    fault_point("payroll.calculate:end")
    run = end_calculation(actor=held.actor, run=run)
    warnings, exceptions = run.warnings.count(), run.exceptions.count()
    people = _people(run) - exceptions
    return Outcome(
        message=f"{in_words(people, 'person', 'people')} calculated, {in_words(warnings, 'warning', 'warnings')}, "
        f"{in_words(exceptions, 'exception', 'exceptions')}.",
        link=Link("payroll.run", run.pk),
    )


@job_kind(
    "payroll.post",
    label="Make the bank file and post the pay run",
    queue="payroll",
    permission="payroll.pay_run",
)
def post(held: JobRun) -> Outcome:
    """The bank file first, then the journal: posting checks them against each other."""
    run = PayRun.objects.get(pk=held.params["run"])
    today = business_date()
    held.checkpoint(done=0, total=2, message="Bank file")
    prepare_bank_file(actor=held.actor, run=run, today=today, late=bool(held.params.get("late")))
    fault_point("payroll.bacs:prepared")
    file = store_bank_file(actor=held.actor, run=run)
    if file is not None and file.document is not None:
        held.attach(file.document)
    held.checkpoint(done=1, total=2, message="Journal")
    run = post_run(actor=held.actor, run=run, today=today)
    assert run.journal is not None, "a posted run has a journal"
    fault_point("payroll.post:committed")
    return Outcome(
        message=f"{run.reference} posted as journal {run.journal.number}.", link=Link("payroll.run", run.pk)
    )


@job_kind("payroll.payslips", label="Make payslip PDFs", permission="payroll.view_payslips")
def print_payslips(held: JobRun) -> Outcome:
    """One PDF a payslip, in one archive, a hundred at a time: memory does not grow with the run."""
    run = PayRun.objects.get(pk=held.params["run"])
    total = Payslip.objects.filter(run_id=run.pk).count()
    held.checkpoint(done=0, total=total)
    count = last = 0
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            while chunk := list(payslips_after(run, last, PDF_CHUNK)):
                pdfs = payslip_pdfs(run, [slip for slip, _ in chunk])
                for slip, number in chunk:
                    archive.writestr(f"{number}-{slip.kind_code}.pdf", pdfs[slip.pk])
                last = chunk[-1][0].pk
                count += len(chunk)
                held.checkpoint(done=count, message=in_words(count, "payslip", "payslips"))
        held.attach(
            store_document(
                actor=held.actor,
                kind="payroll.payslips",
                filename=f"payslips-{run.reference}.zip",
                content=file,
                about=Link("payroll.run", run.pk),
            )
        )
    return Outcome(
        message=f"{in_words(count, 'payslip', 'payslips')} of {run.reference}.",
        link=Link("payroll.run", run.pk),
    )


document_kind(
    "payroll.payslips",
    label="Payslips",
    may_see=lambda viewer, document: viewer.can("payroll.view_payslips"),
    types=(ZIP,),
    largest_bytes=2 * 1024 * 1024 * 1024,
)


def _people(run: PayRun, *, done: bool = False) -> int:
    chunks = RunChunk.objects.filter(run=run, calculation=run.calculation)
    if done:
        chunks = chunks.filter(done_at__isnull=False)
    return sum(len(ids) for ids in chunks.values_list("employment_ids", flat=True))


def _call_helpers(held: JobRun, run: PayRun) -> None:
    left = RunChunk.objects.filter(run=run, calculation=run.calculation, done_at__isnull=True).count()
    try:
        for _ in range(min(HELPERS, left - 1)):
            help_calculate.send(run_id=run.pk, calculation=run.calculation, identity=str(held.actor.identity))
    except Exception as error:
        logger.warning("no help called", extra={"run": run.reference, "error_type": type(error).__name__})


__all__ = ["CHUNK", "calculate", "post"]
