"""Rows 1, 2, 5, 6 and 29: whoever works is killed in the middle, and another one finishes. Nothing is lost or doubled."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.faults.stack import Stack
from tests.faults.work import calculate, finish, pay_a_month, seal_and_approve, tell

CALCULATING = (
    "jobs.run:taken:1",
    "payroll.calculate:start:1",
    "payroll.calculate:copy:1",
    "payroll.calculate:chunk:1",
    "payroll.calculate:chunk:2",
    "payroll.calculate:end:1",
    "jobs.run:before_end:1",
)
POSTING = ("payroll.bacs:prepared:1", "payroll.bacs:write:1", "payroll.post:1", "payroll.post:committed:1")
DECIDING = {"check": "payroll.seal:1", "approve": "payroll.approve:1"}


def decide_with_kills(stack: Stack, run: str) -> None:
    """Seal and approve, each time first by somebody whose process dies before the answer."""
    stack.do("clear", run=run)
    for action, point in DECIDING.items():
        stack.killed(action, point, run=run)
        stack.do(action, run=run)


def test_a_month_whose_workers_die_at_every_stage_is_the_month_undisturbed(
    stack: Stack, undisturbed: dict[str, Any]
) -> None:
    stack.start("worker", env=stack.faulty(*CALCULATING, *POSTING))
    run = stack.do("new_run")
    stack.finished(calculate(stack, run))
    decide_with_kills(stack, run)
    posting = stack.do("start", kind="payroll.post", run=run)
    stack.wait_for_kill("payroll.bacs:write:1")
    document = stack.do("outcome", run=run)
    stack.finished(posting)
    stack.do("paid", run=run)

    assert {path.name for path in stack.kills.iterdir()} == {*CALCULATING, *POSTING, *DECIDING.values()}
    assert stack.do("outcome", run=run) == undisturbed
    # The bank file: promised before it was written, the same bytes and message id whoever wrote it, and one.
    assert document["file"] == undisturbed["file"] and document["message_id"] == undisturbed["message_id"]
    file = stack.do("files", run=run)
    assert file == {"stored": undisturbed["file"], "promised": undisturbed["file"], "documents": 1}
    stack.books()


@pytest.mark.parametrize("stage", ["start", "chunk", "end", "seal", "approve", "post", "file"])
def test_one_stage_and_the_whole_worker_with_it(
    stack: Stack, undisturbed: dict[str, Any], whole_table: None, stage: str, seed: int
) -> None:
    chance = random.Random(f"{stage} {seed}")
    point = {
        "start": chance.choice(["jobs.run:taken:1", "payroll.calculate:start:1"]),
        "chunk": chance.choice(
            [f"payroll.calculate:{what}:{k}" for what in ("copy", "chunk") for k in (1, 2, 3)]
        ),
        "end": chance.choice(["payroll.calculate:end:1", "jobs.run:before_end:1"]),
        "seal": "payroll.seal:1",
        "approve": "payroll.approve:1",
        "post": chance.choice(["payroll.post:1", "payroll.post:committed:1"]),
        "file": chance.choice(["payroll.bacs:prepared:1", "payroll.bacs:write:1"]),
    }[stage]
    tell(f"seed {seed}: killed at {point}")
    run = stack.do("new_run")
    if stage in ("start", "chunk", "end"):
        stack.start("worker", env=stack.faulty(point))
        job = calculate(stack, run)
        stack.wait_for_kill(point)
        stack.kill("worker")
        stack.start("worker")
        stack.finished(job)
        seal_and_approve(stack, run)
        finish(stack, run)
    else:
        stack.start("worker", env=stack.faulty(point))
        stack.finished(calculate(stack, run))
        if stage in ("seal", "approve"):
            decide_with_kills(stack, run)
            finish(stack, run)
        else:
            seal_and_approve(stack, run)
            job = stack.do("start", kind="payroll.post", run=run)
            stack.wait_for_kill(point)
            stack.kill("worker")
            stack.start("worker")
            stack.finished(job)
            stack.do("paid", run=run)
    assert stack.do("outcome", run=run) == undisturbed
    stack.books()


def test_a_close_cut_short_is_closed_with_its_checkpoint_or_open(stack: Stack, whole_table: None) -> None:
    pay_a_month(stack, here=True)
    sequence = stack.do("head")[0]
    for point in ("finance.close:before:1", "finance.close:after:1"):
        stack.killed("close", point, code="2026-10")
        assert stack.do("period", code="2026-10") == {
            "state": "open",
            "checkpoint": None,
            "closed_by": False,
            "closed_until_then": 0,
            "snapshot": False,
        }
    stack.do("close", code="2026-10")
    assert stack.do("period", code="2026-10") == {
        "state": "closed",
        "checkpoint": sequence,
        "closed_by": True,
        "closed_until_then": 7,  # April to September, in which nothing was posted, closed along with it
        "snapshot": True,
    }
    stack.books()


def test_a_load_cut_short_leaves_nothing_and_is_repeated(stack: Stack) -> None:
    before, digest = stack.do("people"), stack.digest("durham")
    for point in ("imports.load:before:1", "imports.load:after:1"):
        stack.killed("load", point, path=str(stack.next_month))
        assert stack.do("people") == before and stack.digest("durham") == digest
    counts = stack.do("load", path=str(stack.next_month))
    assert stack.do("people") == before + counts["added"] > before
    stack.books()


def test_a_deployment_drains_the_worker_and_the_next_release_goes_on(
    stack: Stack, undisturbed: dict[str, Any], whole_table: None
) -> None:
    stack.start("worker")
    run = stack.do("new_run")
    job = calculate(stack, run)
    stack.until(lambda: stack.do("job", reference=job)["done"] > 0, "nothing was calculated")
    assert stack.terminate("worker") <= 30
    stack.start("worker")
    stack.do("send", reference=job, times=1, said_by_a_newer_release=True)
    stack.finished(job)
    seal_and_approve(stack, run)
    finish(stack, run)
    assert stack.do("outcome", run=run) == undisturbed
    stack.books()
