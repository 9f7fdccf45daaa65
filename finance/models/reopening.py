"""The reopening of a closed period."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference


@tracked()
class Reopening(models.Model):
    """Somebody asks, with a reason, that a closed period takes postings again; another person agrees or refuses.

    Agreed, it opens its period once. `from_sequence` is the checkpoint of the close it undid and `to_sequence` that of
    the close after it: what was posted into the period between the two is what has changed. Both, and `opened_at`, are
    written by the trigger that moves the period (0011_close.sql).
    """

    class State(models.TextChoices):
        ASKED = "asked", "Waiting for agreement"
        AGREED = "agreed", "Agreed"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    period = models.ForeignKey("finance.Period", models.PROTECT, related_name="reopenings", db_index=False)
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=9, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField(max_length=500, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    from_sequence = models.BigIntegerField(null=True, blank=True, editable=False)
    to_sequence = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        db_table_comment = "Requests that a closed period is reopened, and what became of them."
        constraints = [
            models.CheckConstraint(
                name="finance_reopening_state_known",
                condition=Q(state__in=["asked", "agreed", "refused", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="finance_reopening_reasoned",
                condition=~Q(reason=""),
                violation_error_message="Say why the period is reopened.",
            ),
            models.CheckConstraint(  # who decided and when stand or fall together
                name="finance_reopening_decided_whole",
                condition=Q(state="asked", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state="asked") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(  # a closed month is opened by two people
                name="finance_reopening_by_another",
                condition=Q(state__in=["asked", "withdrawn"]) | ~Q(decided_by=F("asked_by")),
                violation_error_message="You asked for this reopening, so another person agrees to it.",
            ),
            models.CheckConstraint(
                name="finance_reopening_opened_when_agreed",
                condition=Q(opened_at__isnull=True) | Q(state="agreed"),
            ),
            models.UniqueConstraint(
                name="finance_reopening_one_asked",
                fields=["period"],
                condition=Q(state="asked"),
                violation_error_message="The reopening of this period has been asked for already.",
            ),
            models.UniqueConstraint(  # an agreement opens once; none is kept in store
                name="finance_reopening_one_to_use",
                fields=["period"],
                condition=Q(state="agreed", opened_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["period", "-id"], name="finance_reopening_by_period")]

    def __str__(self) -> str:
        return f"Reopening of {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("finance:reopening", args=[self.reference])
