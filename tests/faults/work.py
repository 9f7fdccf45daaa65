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


def pay_a_month(stack: Stack, *, here: bool = False) -> str:
    """October from draft to paid; the run's reference. `here`: the operator does the workers' part too."""
    run = str(stack.do("new_run"))
    job = calculate(stack, run)
    if here:
        stack.do("work", reference=job)
    stack.finished(job)
    seal_and_approve(stack, run)
    finish(stack, run, here=here)
    return run


def finish(stack: Stack, run: str, *, here: bool = False) -> None:
    """From approved to paid."""
    job = stack.do("start", kind="payroll.post", run=run)
    if here:
        stack.do("work", reference=job)
    stack.finished(job)
    stack.do("paid", run=run)
