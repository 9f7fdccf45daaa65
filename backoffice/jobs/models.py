"""Long work: what it is, how far it is, who holds it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from backoffice.links import Link, link_from
from backoffice.numbering.references import new_reference


class JobState(models.TextChoices):
    QUEUED = "queued", "Waiting to start"
    RUNNING = "running", "Running"
    CANCELLING = "cancelling", "Stopping"
    CANCELLED = "cancelled", "Cancelled"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


LIVE = (JobState.QUEUED, JobState.RUNNING, JobState.CANCELLING)


# What each state means to the person looking, and so the colour of its tag.
MEANINGS = {
    "queued": "waiting",
    "running": "active",
    "cancelling": "attention",
    "cancelled": "off",
    "done": "done",
    "failed": "problem",
}


class Job(models.Model):
    """A piece of long work.

    The row, not the message in the queue, says who may work on it: a worker holds it by a lease that each checkpoint
    renews, on the database's clock. A message that comes twice finds the lease taken; a job whose worker died is
    started again by the sweep once its lease has run out, at its `cursor`.
    """

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)  # 0 while it is not known
    message = models.CharField(max_length=300, blank=True)
    params = models.JSONField(default=dict)
    cursor = models.JSONField(default=dict)  # where to go on after a stop
    key = models.CharField(max_length=120, blank=True)
    result = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    refusal = models.JSONField(null=True)
    failure = models.CharField(
        max_length=12, blank=True
    )  # the reference under which an unexpected failure was logged
    about_kind = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True)
    outcome_kind = models.CharField(max_length=60, blank=True)
    outcome_id = models.BigIntegerField(null=True)
    requested_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0)  # starts since the last progress
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table_comment = "Long work with its progress, lease and result."
        constraints = [
            models.UniqueConstraint(  # asked for twice, done once
                name="jobs_job_one_per_key",
                fields=["kind", "key"],
                condition=~Q(key="") & ~Q(state__in=["failed", "cancelled"]),
            ),
            models.CheckConstraint(
                name="jobs_job_state_known", condition=Q(state__in=[str(value) for value in JobState.values])
            ),
            models.CheckConstraint(  # only what has ended has an end
                name="jobs_job_ended_when_over",
                condition=Q(state__in=["queued", "running", "cancelling"], ended_at=None)
                | Q(state__in=["cancelled", "done", "failed"], ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="jobs_job_mine", fields=["requested_by", "-id"]),  # my jobs, the newest first
            models.Index(
                name="jobs_job_about", fields=["about_kind", "about_id", "-id"]
            ),  # the jobs of a record
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.reference}"

    def get_absolute_url(self) -> str:
        return reverse("jobs:job", args=[self.reference])

    @property
    def label(self) -> str:
        from backoffice.jobs.kinds import KINDS

        kind = KINDS.get(self.kind)
        return kind.label if kind else self.kind

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100; 0 while the total is not known."""
        return min(100, self.done * 100 // self.total) if self.total else 0

    @property
    def about(self) -> Link | None:
        return link_from(self.about_kind, self.about_id)

    @property
    def outcome(self) -> Link | None:
        return link_from(self.outcome_kind, self.outcome_id)
