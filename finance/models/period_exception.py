"""Who may still post into a period that is being closed, and why."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference

LONGEST = timedelta(days=31)


@tracked()
class PeriodException(models.Model):
    """One member's leave to have journals posted into a period that is closing, until a moment, for a reason.

    Another person grants it. What it says never changes; it ends by expiring or by being withdrawn
    (0011_close.sql). A closed period takes none: it is reopened.
    """

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    period = models.ForeignKey("finance.Period", models.PROTECT, related_name="exceptions", db_index=False)
    member = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=500)
    expires_at = models.DateTimeField()
    granted_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+", db_index=False)
    granted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        db_table_comment = "Members who may post into a period that is being closed."
        constraints = [
            models.CheckConstraint(  # an exception one gives oneself is no exception
                name="finance_period_exception_by_another",
                condition=~Q(granted_by=F("member")),
                violation_error_message="Another person grants you an exception.",
            ),
            models.CheckConstraint(
                name="finance_period_exception_reasoned",
                condition=~Q(reason=""),
                violation_error_message="Say why the exception is needed.",
            ),
            models.CheckConstraint(  # one that never ends would be an open period
                name="finance_period_exception_expires",
                condition=Q(expires_at__gt=F("granted_at"), expires_at__lte=F("granted_at") + LONGEST),
                violation_error_message="An exception lasts at most 31 days from when it is granted.",
            ),
            models.CheckConstraint(
                name="finance_period_exception_withdrawn_whole",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
        ]
        indexes = [  # asked at each posting into a period that is closing
            models.Index(fields=["period", "member"], name="finance_exception_by_period"),
        ]

    def __str__(self) -> str:
        return f"Exception of {self.member} for {self.period}"
