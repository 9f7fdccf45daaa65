"""A month's pay, as people and workers do it."""

from __future__ import annotations

import sys

from tests.faults.stack import Stack


def tell(line: str) -> None:
    """What was drawn by the seed, shown when the test fails."""
    sys.stdout.write(f"{line}\n")


def calculate(stack: Stack, run: str) -> str:
    """The job, whether or not it is over."""
    return str(stack.do("start", kind="payroll.calculate", run=run))


def seal_and_approve(stack: Stack, run: str) -> None:
    stack.do("clear", run=run)
    stack.do("check", run=run)
    stack.do("approve", run=run)


def pay_a_month(stack: Stack) -> str:
    """October from draft to paid; the run's reference."""
    run = str(stack.do("new_run"))
    stack.finished(calculate(stack, run))
    seal_and_approve(stack, run)
    finish(stack, run)
    return run


def finish(stack: Stack, run: str) -> None:
    """From approved to paid."""
    stack.finished(stack.do("start", kind="payroll.post", run=run))
    stack.do("paid", run=run)
