"""Decisions that take a second person."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, IntegerField, Q
from django.db.models.lookups import IsNull

from backoffice.audit.tracking import tracked
from backoffice.audit.triggers import AlwaysOnTrigger
from backoffice.links import Link
from backoffice.numbering.references import new_reference

DECIDED_STAYS = "approvals_request_decided_stays"


class ApprovalState(models.TextChoices):
    PENDING = "pending", "Waiting for a decision"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Sent back"
    WITHDRAWN = "withdrawn", "Withdrawn"


class KeepDecision(AlwaysOnTrigger):
    """A decision stands, and nobody's hand in the work is taken out of the request to let them decide."""

    name = "keep_decision"
    when = pgtrigger.Before
    operation = pgtrigger.Update | pgtrigger.Delete
    func = f"""
        IF TG_OP = 'DELETE' OR OLD.state <> 'pending'
            OR (NEW.kind, NEW.target_kind, NEW.target_id, NEW.requested_by_id, NEW.made_by)
                IS DISTINCT FROM (OLD.kind, OLD.target_kind, OLD.target_id, OLD.requested_by_id, OLD.made_by) THEN
            RAISE EXCEPTION 'a request for approval is kept as it was decided'
                USING ERRCODE = '23514', CONSTRAINT = '{DECIDED_STAYS}', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NEW;
    """


@tracked()
class ApprovalRequest(models.Model):
    """Somebody asks for a decision on something they or others have made."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=60)
    target_kind = models.CharField(max_length=60)
    target_id = models.BigIntegerField()
    summary = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=ApprovalState.choices, default=ApprovalState.PENDING)
    requested_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    made_by = ArrayField(
        models.BigIntegerField(), default=list
    )  # members whose work it is, besides the requester
    decided_by = models.ForeignKey("tenancy.Member", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        db_table_comment = "Requests for a second person's decision."
        constraints = [
            models.CheckConstraint(
                name="approvals_request_not_own",
                condition=Q(decided_by=None) | Q(state="withdrawn") | ~Q(decided_by=F("requested_by")),
                violation_error_message="You asked for this approval, so another person has to decide.",
            ),
            models.CheckConstraint(
                name="approvals_request_not_maker",
                condition=Q(decided_by=None)
                | Q(state="withdrawn")
                | Q(
                    IsNull(
                        Func(
                            F("made_by"),
                            F("decided_by"),
                            function="array_position",
                            output_field=IntegerField(),
                        ),
                        True,
                    )
                ),
                violation_error_message="You worked on this, so another person has to decide.",
            ),
            models.CheckConstraint(  # who, when and the state stand or fall together
                name="approvals_request_decided_whole",
                condition=Q(state="pending", decided_by=None, decided_at=None)
                | (~Q(state="pending") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.UniqueConstraint(
                name="approvals_request_one_pending",
                fields=["kind", "target_kind", "target_id"],
                condition=Q(state="pending"),
                violation_error_message="Approval of this has been asked for already.",
            ),
        ]
        indexes = [  # the approvals of a record, the newest first
            models.Index(name="approvals_request_target", fields=["target_kind", "target_id", "-id"]),
        ]
        triggers = [KeepDecision()]

    def __str__(self) -> str:
        return self.summary

    @property
    def target(self) -> Link:
        return Link(self.target_kind, self.target_id)
