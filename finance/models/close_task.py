"""The checklist of a close: what is always done, and whether it was done for a period."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference


class OwnedTask(models.Model):
    """What a task of the checklist says, whether it is a template or a period's own."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    code = models.CharField(max_length=20)
    label = models.CharField(max_length=100)
    instructions = models.CharField(max_length=500, blank=True)
    position = models.SmallIntegerField()
    owner_role = models.CharField(max_length=40, blank=True)  # of backoffice.tenancy.roles
    owner = models.ForeignKey("tenancy.Member", models.PROTECT, null=True, blank=True, related_name="+")
    needs_evidence = models.BooleanField(default=False)

    class Meta:
        abstract = True


@tracked()
class CloseTemplate(OwnedTask):
    """A task that every close has, with the role or the person who does it. Ended, not deleted."""

    due_day = models.SmallIntegerField()  # calendar days after the period's last day
    is_used = models.BooleanField(default=True)

    class Meta:
        db_table_comment = "The checklist that a close begins with."
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="finance_close_template_code_once",
                violation_error_message="There is a task with this code already.",
            ),
            models.CheckConstraint(  # a task of everybody is nobody's
                name="finance_close_template_one_owner",
                condition=Q(owner__isnull=True) & ~Q(owner_role="") | Q(owner__isnull=False, owner_role=""),
                violation_error_message="A task belongs to a role or to a person: choose one of them.",
            ),
            models.CheckConstraint(
                name="finance_close_template_due_soon",
                condition=Q(due_day__gte=-31, due_day__lte=92),
                violation_error_message="A task is due between 31 days before the period's end and 92 days after it.",
            ),
        ]

    def __str__(self) -> str:
        return self.label


@tracked()
class CloseTask(OwnedTask):
    """One task of one period's close. Done with a note or a document; undone with a reason while the close goes on.

    A period does not close while one is open (0011_close.sql). What it was to be is copied from the template when closing
    starts, so that later changes of the checklist do not rewrite what was asked.
    """

    class State(models.TextChoices):
        OPEN = "open", "To do"
        DONE = "done", "Done"

    period = models.ForeignKey("finance.Period", models.PROTECT, related_name="close_tasks", db_index=False)
    due_on = models.DateField()
    state = models.CharField(max_length=4, choices=State.choices, default=State.OPEN)
    done_by = models.ForeignKey("tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False)
    done_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    undone_reason = models.CharField(max_length=500, blank=True)  # why it was last taken back

    class Meta:
        db_table_comment = "Tasks of the close of a period."
        constraints = [
            models.UniqueConstraint(fields=["period", "code"], name="finance_close_task_once_a_period"),
            models.CheckConstraint(
                name="finance_close_task_done_whole",
                condition=Q(state="open", done_by__isnull=True, done_at__isnull=True)
                | Q(state="done", done_by__isnull=False, done_at__isnull=False),
            ),
        ]
        indexes = [  # what is left to do, on every home page
            models.Index(fields=["due_on"], condition=Q(state="open"), name="finance_close_task_open"),
        ]

    def __str__(self) -> str:
        return f"{self.label}, {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("finance:close_task", args=[self.reference])

    @property
    def is_done(self) -> bool:
        return self.state == self.State.DONE
