"""For each function, the least that its addresses need: what stands in them (`reference`, `identity` …).

An entry of the dictionary is for one URL, or, under a parameter's name, for every URL of the function with it.
Whoever adds an address with a new parameter adds it here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from backoffice.clock import business_date

Kwargs = dict[str, Any]
Get = Callable[[str], Any]  # a fixture by its name


def _job(get: Get) -> Kwargs:
    from backoffice.jobs.services import start_job

    get("handler")
    job = start_job(actor=get("payroll_officer").actor, kind="test.job", params={})
    return {"reference": job.reference}


def _document(get: Get) -> Kwargs:
    from backoffice.documents.services import store_document
    from backoffice.links import Link

    person = get("payroll_officer")
    kind, about = get("letters"), Link("test", 1)
    found = store_document(
        actor=person.actor, kind=kind, filename="a.pdf", content=b"%PDF-1.7\n1\n", about=about
    )
    return {"reference": found.reference}


def _import(get: Get) -> Kwargs:
    import io

    from backoffice.imports.services import check_batch, upload_file
    from tests.kernel.files import csv_bytes

    spec, person = get("counters"), get("clerk")
    file = io.BytesIO(csv_bytes(("Series", "Last", "Start date"), ("a1", "5", "31/02/2026"), ("b2", "6", "")))
    batch = upload_file(actor=person.actor, kind=spec.kind, file=file, filename="counters.csv")
    check_batch(actor=person.actor, batch=batch, today=business_date())
    return {"kind": spec.kind, "reference": batch.reference, "format": "csv"}


def _approval(get: Get) -> Kwargs:
    from backoffice.approvals.services import request_approval
    from backoffice.links import Link

    get("decisions")
    asked = request_approval(
        actor=get("payroll_officer").actor, kind="test.run", target=Link("test.run", 7), summary="October"
    )
    return {"reference": asked.reference}


def _token(get: Get) -> Kwargs:
    from backoffice.api.services import allow_token

    token = allow_token(
        actor=get("administrator").actor,
        name="Rostering",
        member=get("payroll_officer").member,
        scopes=["payroll.view"],
        expires_on=business_date() + timedelta(days=60),
    )
    return {"reference": token.reference}


def _member(get: Get) -> Kwargs:
    return {"identity": get("as_member")("employee", name="Una Seen").identity}


def _hr(get: Get) -> Kwargs:
    employment = get("make_employment")()
    assignment = get("assign_to")(employment)
    points = get("ladder")
    get("place")(employment, points[0])
    of_employment = {"reference": employment.reference, "pk": assignment.pk}
    of_person = {"reference": employment.person.reference}
    return {
        "hr:employment_": of_employment,
        "hr:assign": of_employment,
        "hr:increment_": of_employment,
        "hr:pay_point": of_employment,
        "hr:bank_account": of_employment,
        "hr:person": of_person,
        "hr:employment_start": of_person,
        "hr:unit": {"reference": get("unit").reference},
        "hr:post": {"reference": assignment.post.reference},
        "hr:pay_scale": {"reference": points[0].scale.reference},
        "hr:rate": {"reference": points[0].scale.reference},
        "api:people": of_person,
    }


def _finance(get: Get) -> Kwargs:
    from finance.models import Account, CostCentre, VatCode
    from finance.services import submit_journal
    from finance.services.coding import ProjectRow, add_project
    from tests.finance.bank.making import bank_things
    from tests.finance.budgets import making as budgets
    from tests.finance.invoices import making as invoices
    from tests.finance.payments import making as payments
    from tests.finance.publishing import making as publishing
    from tests.finance.purchasing import making as purchasing

    journal, waiting = get("draft")(), get("draft")()
    submit_journal(actor=get("finance_officer").actor, journal=waiting)
    posted = get("posted")()
    of_bank = bank_things(get("finance_officer").actor, get("posted"))
    account, centre = Account.objects.get(code="1000"), CostCentre.objects.get(code="A100")
    project = add_project(actor=get("finance_officer").actor, row=ProjectRow("P100", "Body worn video"))
    close = get("close_objects")
    begun, sent, done = ({"reference": j.reference} for j in (journal, waiting, posted))
    return {
        "finance:account": {"reference": account.reference},
        "finance:change_account": {"reference": account.reference},
        "finance:cost_centre": {"reference": centre.reference},
        "finance:ledger_text": {"form": "hledger"},
        "finance:project": {"reference": project.reference},
        "finance:change_project": {"reference": project.reference},
        "finance:vat_code": {"reference": VatCode.objects.get(code="S").reference},
        "finance:control_account": {"purpose": "creditors"},
        "finance:journal": begun,
        "finance:change_journal": begun,
        "finance:submit_journal": begun,
        "finance:delete_journal": begun,
        "finance:withdraw_journal": sent,
        "finance:approve_journal": sent,
        "finance:return_journal": sent,
        "finance:reverse_journal": done,
        "code": get("october").code,
        "api:journals": begun,
        "api:projects": {"reference": project.reference},
        "api:vat-codes": {"reference": VatCode.objects.get(code="S").reference},
        "api:control-accounts": {"purpose": "creditors"},
        "finance:bank_account": {"reference": of_bank["account"]},
        "finance:change_bank_account": {"reference": of_bank["account"]},
        "finance:begin_bank_account": {"reference": of_bank["account"]},
        "finance:bank_statements": {"reference": of_bank["account"]},
        "finance:send_bank_statement": {"reference": of_bank["account"]},
        "finance:bank_matching": {"reference": of_bank["account"]},
        "finance:bank_matches": {"reference": of_bank["account"]},
        "finance:prepare_reconciliation": {"reference": of_bank["account"]},
        "finance:reconciliations": {"reference": of_bank["account"]},
        "finance:bank_statement": {"reference": of_bank["statement"]},
        "finance:statement_upload": {"reference": of_bank["upload"]},
        "finance:bank_item": {"reference": of_bank["item"]},
        "finance:journal_of_bank_item": {"reference": of_bank["item"]},
        "finance:bank_match": {"reference": of_bank["match"]},
        "finance:bank_rule": {"reference": of_bank["rule"]},
        "finance:statement_mapping": {"reference": of_bank["mapping"]},
        "finance:reconciliation": {"reference": of_bank["reconciliation"]},
        "finance:sign_reconciliation": {"reference": of_bank["reconciliation"]},
        "finance:withdraw_reconciliation": {"reference": of_bank["reconciliation"]},
        "api:bank-accounts": {"reference": of_bank["account"]},
        "api:bank-statements": {"reference": of_bank["statement"]},
        "api:reconciliations": {"reference": of_bank["reconciliation"]},
        "finance:add_exception": {"code": close["closing"]},
        "finance:add_period_task": {"code": close["closing"]},
        "finance:lock_period": {"code": close["closed"]},
        "finance:withdraw_exception": {"reference": close["exception"]},
        "finance:reopening": {"reference": close["reopening"]},
        "finance:decide_reopening": {"reference": close["reopening"]},
        "finance:withdraw_reopening": {"reference": close["reopening"]},
        "finance:close_task": {"reference": close["task"]},
        "finance:do_close_task": {"reference": close["task"]},
        "finance:undo_close_task": {"reference": close["task"]},
        "finance:give_close_task": {"reference": close["task"]},
        "finance:change_close_task": {"reference": close["template"]},
        "finance:accrual": {"reference": close["accrual"]},
        "api:periods": {"code": close["closing"]},
        "api:reports": {"code": "finance.trial_balance"},
        "api:close-tasks": {"reference": close["task"]},
        "api:accruals": {"reference": close["accrual"]},
        **budgets.access_objects(get("finance_officer").actor, get("finance_approver").actor, get("october")),
        **invoices.access_objects(get("finance_officer").actor),
        **payments.access_objects(get("finance_officer").actor, get("finance_approver").actor),
        **purchasing.access_objects(
            get("clerk").actor,
            get("finance_officer").actor,
            get("finance_approver").actor,
            get("approver").member,
        ),
        **publishing.objects(get("finance_officer"), get("finance_approver")),
    }


def _payroll(get: Get) -> Kwargs:
    from payroll.models import BankHoliday, ElementType, TaxDetails
    from tests.payroll import doors

    world, officer = get("pay"), get("payroll_officer")
    employment = world.person()
    run = doors.checked(officer, world.period)
    record = TaxDetails.objects.get(employment=employment)
    holiday = BankHoliday.objects.create(day=business_date() + timedelta(days=60), name="Boxing Day")
    of_record = {"kind": "tax-codes", "reference": record.reference}
    of_person = {"kind": "tax-codes", "reference": employment.reference}
    return {
        "reference": run.reference,
        "number": employment.number,
        "kind": "regular",
        "slug": world.period.slug,
        "tax_year": "2026-27",
        "account": "1100",
        "pk": ElementType.objects.order_by("pk")[0].pk,
        "payroll:remove_bank_holiday": {"pk": holiday.pk},
        "payroll:records": of_record,
        "payroll:end_record": of_record,
        "payroll:remove_record": of_record,
        "payroll:person_details": of_person,
        "payroll:details_history": of_person,
        "payroll:set_record": of_person,
        "api:pay-runs": {"reference": run.reference},
        "api:payslips": {"reference": f"{run.reference}-{employment.number}-regular"},
    }


def _published(get: Get) -> Kwargs:
    from tests.finance.publishing import making

    get("ledger")
    name = making.published_figures(get("finance_officer"), get("finance_approver"))
    return {"slug": "cleveland", "dataset": "payments", "filename": name}


OBJECTS: dict[str, Callable[[Get], Kwargs]] = {
    "jobs": _job,
    "documents": _document,
    "imports": _import,
    "approvals": _approval,
    "tokens": _token,
    "members": _member,
    "reports": lambda get: {"code": "finance.trial_balance"},
    "hr": _hr,
    "finance": _finance,
    "payroll": _payroll,
    "published": _published,
    "api": lambda get: {**_hr(get), **_finance(get), **_payroll(get), "api:job": _job(get)},
    "": lambda get: {
        "slug": "cleveland",
        "uidb36": "1",
        "key": "x",
        "token": "x",
        "pk": 1,
        "provider_id": "none",
    },
}


def kwargs_of(name: str, parameters: list[str], made: Kwargs) -> Kwargs:
    """The values for one URL: its own, else those of the longest beginning of its name, else by parameter."""
    beginnings = [key for key, value in made.items() if isinstance(value, dict) and name.startswith(key)]
    values = made[max(beginnings, key=len)] if beginnings else made
    missing = [parameter for parameter in parameters if parameter not in values]
    if missing:
        pytest.fail(f"{name}: tests/access/objects.py says nothing for {', '.join(missing)}.")
    return {parameter: values[parameter] for parameter in parameters}
