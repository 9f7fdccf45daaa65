"""Work of payment runs: the bank file, and the remittance advices."""

from __future__ import annotations

from backoffice.clock import business_date
from backoffice.jobs.faults import fault_point
from backoffice.jobs.kinds import JobRun, Outcome, job_kind
from backoffice.links import Link
from backoffice.tenancy.authorities import authority_named
from backoffice.tenancy.current import require_slug
from backoffice.tenancy.mail import mail, mail_is_configured
from backoffice.ui.formats import day, in_words, money
from finance.models import Payment, PaymentRun
from finance.queries.payments.remittance import address_for, remittance_pdf
from finance.services.payments.bank_file import prepare_file, store_file
from finance.services.payments.remittance import record_advice_sent


@job_kind(
    "finance.payment_file", label="Make the bank file of a payment run", permission="finance.approve_payments"
)
def make_file(held: JobRun) -> Outcome:
    """First the row that says what the file is, then the file: begun again it is the same file."""
    run = PaymentRun.objects.get(pk=held.params["run"])
    held.checkpoint(done=0, total=2, message="What the file pays")
    prepare_file(actor=held.actor, run=run, today=business_date(), late=bool(held.params.get("late")))
    fault_point("finance.bacs:prepared")
    held.checkpoint(done=1, total=2, message="Bank file")
    file = store_file(actor=held.actor, run=run)
    assert file.document is not None, "a stored file has a document"
    held.attach(file.document)
    return Outcome(
        message=f"Bank file {file.serial} of {run}: {in_words(file.count, 'payment', 'payments')},"
        f" £{money(file.total_pence)}.",
        link=Link("finance.payment_run", run.pk),
    )


@job_kind(
    "finance.remittance_advices", label="Mail remittance advices", permission="finance.approve_payments"
)
def send_advices(held: JobRun) -> Outcome:
    """One message a supplier that has an address; begun again only those that were not sent."""
    run = PaymentRun.objects.get(pk=held.params["run"])
    link = Link("finance.payment_run", run.pk)
    if not mail_is_configured():
        return Outcome(message="No mail is sent by this service: print the remittance advices.", link=link)
    payments = list(
        run.payments.filter(state=Payment.State.PAID, advice_sent_at__isnull=True)
        .select_related("run", "supplier")
        .order_by("number")
    )
    authority = authority_named(require_slug()).name
    sent = 0
    for number, payment in enumerate(payments):
        held.checkpoint(
            done=number, total=len(payments), message=in_words(sent, "advice sent", "advices sent")
        )
        to = address_for(payment)
        if not to:
            continue
        mail(
            to=to,
            subject=f"Remittance advice {payment.payee_reference} from {authority}",
            text=f"{authority} pays you £{money(payment.amount_pence)} on {day(run.pay_on)}.\n"
            "What it settles is in the attached remittance advice.\n",
            attachments=[
                (
                    f"remittance-{payment.payee_reference.replace('/', '-')}.pdf",
                    remittance_pdf(payment),
                    "application/pdf",
                )
            ],
        )
        record_advice_sent(actor=held.actor, payment=payment, to=to)
        sent += 1
    without = len(payments) - sent
    more = f" {in_words(without, 'supplier has', 'suppliers have')} no address for them." if without else ""
    return Outcome(
        message=f"{in_words(sent, 'remittance advice', 'remittance advices')} sent.{more}", link=link
    )
