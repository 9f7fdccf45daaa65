"""Checking and loading of large files as jobs."""

from __future__ import annotations

from backoffice.clock import business_date
from backoffice.imports.models import Batch
from backoffice.imports.services import check_batch, load_batch
from backoffice.jobs.kinds import JobRun, Outcome, job_kind
from backoffice.links import Link

CHECK, LOAD = "imports.check", "imports.load"
LINK_KIND = "imports.batch"


@job_kind(CHECK, label="Check an import file", permission=None)
def check(run: JobRun) -> Outcome:
    """One transaction: a stop in it leaves the file unchecked, and it is checked afresh."""
    batch = Batch.objects.get(pk=run.params["batch"])
    run.checkpoint(done=0, total=1, message=f"Checking {batch.filename}")
    batch = check_batch(actor=run.actor, batch=batch, today=business_date())
    return Outcome(
        f"{batch.rows_total:,} rows checked, {batch.wrong:,} wrong", link=Link(LINK_KIND, batch.pk)
    )


@job_kind(LOAD, label="Load an import file", permission=None)
def load(run: JobRun) -> Outcome:
    """One transaction: all of the accepted rows or none, whenever the worker stops."""
    batch = Batch.objects.get(pk=run.params["batch"])
    run.checkpoint(done=0, total=1, message=f"Loading {batch.filename}")
    batch = load_batch(
        actor=run.actor, batch=batch, accept_good=run.params["accept_good"], today=business_date()
    )
    counted = ", ".join(f"{count:,} {name}" for name, count in batch.result.items())
    return Outcome(f"Loaded: {counted or 'nothing changed'}", link=Link(LINK_KIND, batch.pk))
