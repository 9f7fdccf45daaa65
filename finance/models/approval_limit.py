"""Who may approve how much, and who stands in for whom."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference


@tracked()
class ApprovalLimit(models.Model):
    """Up to how much a member, or everybody with a role, approves; for a part of the tree, a category, or all."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    member = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, blank=True, related_name="approval_limits"
    )
    role = models.CharField(max_length=40, blank=True)
    cost_centre = models.ForeignKey("finance.CostCentre", models.PROTECT, null=True, blank=True)  # and below
    category = models.ForeignKey("finance.Category", models.PROTECT, null=True, blank=True)
    limit_pence = models.BigIntegerField()
    starts_on = models.DateField()
    ends_before = models.DateField(null=True, blank=True)

    class Meta:
        db_table_comment = "Approval limits."
        constraints = [
            models.CheckConstraint(
                name="finance_approval_limit_member_or_role",
                condition=Q(member__isnull=False, role="") | (Q(member__isnull=True) & ~Q(role="")),
                violation_error_message="A limit is of a person or of a role.",
            ),
            models.CheckConstraint(
                name="finance_approval_limit_above_nothing",
                condition=Q(limit_pence__gt=0),
                violation_error_message="A limit is above nothing.",
            ),
            models.CheckConstraint(
                name="finance_approval_limit_dates_in_order",
                condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")),
                violation_error_message="A limit ends after it starts.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member or self.role}: {self.limit_pence}"


@tracked()
class Delegation(models.Model):
    """While one is away another approves within the absent person's limits, but never own work."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    from_member = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="delegations_given")
    to_member = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="delegations_held")
    starts_on = models.DateField()
    ends_before = models.DateField()
    reason = models.CharField(max_length=200)
    made_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table_comment = "Who approves for whom while away."
        constraints = [
            models.CheckConstraint(
                name="finance_delegation_to_another",
                condition=~Q(to_member=F("from_member")),
                violation_error_message="Choose another person to stand in.",
            ),
            models.CheckConstraint(
                name="finance_delegation_dates_in_order",
                condition=Q(ends_before__gt=F("starts_on")),
                violation_error_message="The last day is not before the first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to_member} for {self.from_member}"

    @property
    def last_on(self) -> date:
        """The last day of it."""
        return self.ends_before - timedelta(days=1)
