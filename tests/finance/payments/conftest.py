"""Suppliers and what they are owed in Cleveland, on a Tuesday in November 2026."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from finance.models import BankAccount, Invoice, PaymentRun, Supplier
from finance.services.payments.approve import approve_run
from finance.services.payments.bank_file import prepare_file, store_file
from finance.services.payments.confirm import confirm_run
from finance.services.payments.propose import propose_run
from tests.finance.payments import making

TODAY = date(2026, 11, 3)
PAY_ON = date(2026, 11, 6)
DUE_BY = date(2026, 11, 6)


@pytest.fixture
def bank_account(ledger: str) -> BankAccount:
    return making.make_bank_account()


@pytest.fixture
def supplier(bank_account: BankAccount, finance_officer: Any, approver: Any) -> Callable[..., Supplier]:
    def make(name: str = "Harbour Joinery Ltd", **given: Any) -> Supplier:
        return making.make_supplier(finance_officer.actor.member_id, approver.actor.member_id, name, **given)

    return make


@pytest.fixture
def invoice(finance_officer: Any, approver: Any) -> Callable[..., Invoice]:
    def make(supplier: Supplier, pence: int, **given: Any) -> Invoice:
        return making.make_invoice(finance_officer.actor, approver.actor.member_id, supplier, pence, **given)

    return make


@pytest.fixture
def propose(bank_account: BankAccount, finance_officer: Any) -> Callable[..., PaymentRun]:
    def make(**given: Any) -> PaymentRun:
        return propose_run(
            **{
                "actor": finance_officer.actor,
                "bank_account": bank_account,
                "due_by": DUE_BY,
                "pay_on": PAY_ON,
                "today": TODAY,
            }
            | given
        )

    return make


@pytest.fixture
def approve(finance_approver: Any) -> Callable[[PaymentRun], PaymentRun]:
    def do(run: PaymentRun) -> PaymentRun:
        total = sum(run.payments.filter(state="in").values_list("amount_pence", flat=True))
        return approve_run(actor=finance_approver.actor, run=run, seen_pence=total)

    return do


@pytest.fixture
def pay(approve: Any, finance_approver: Any) -> Callable[[PaymentRun], PaymentRun]:
    """Approve, make the file and confirm."""

    def do(run: PaymentRun) -> PaymentRun:
        actor = finance_approver.actor
        if run.state == "proposed":
            approve(run)
        prepare_file(actor=actor, run=run, today=TODAY)
        store_file(actor=actor, run=run)
        return confirm_run(actor=actor, run=run)

    return do
