"""A requisition: somebody asks for something to be bought."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference
from finance.models.coded_line import CodedLine


@tracked()
class Requisition(models.Model):
    """What is asked for, by whom and why. Submitting it holds the budget; approving it lets it become an order."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        AWAITING = "awaiting", "Awaiting approval"
        APPROVED = "approved", "Approved, to be ordered"
        ORDERED = "ordered", "Ordered"
        REJECTED = "rejected", "Rejected"
        CANCELLED = "cancelled", "Cancelled"

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    number = models.CharField(max_length=12)  # R000001
    title = models.CharField(max_length=200)
    supplier = models.ForeignKey("finance.Supplier", models.PROTECT, null=True, blank=True)
    needed_on = models.DateField(null=True, blank=True)
    deliver_to = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=1000, blank=True)  # why it is needed
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    made_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_for = models.ForeignKey(  # whose limit it was, where somebody stood in
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    decided_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table_comment = "Requisitions."
        constraints = [
            models.UniqueConstraint(fields=["number"], name="finance_requisition_number_once"),
            models.CheckConstraint(
                name="finance_requisition_state_known",
                condition=Q(state__in=["draft", "awaiting", "approved", "ordered", "rejected", "cancelled"]),
            ),
            models.CheckConstraint(  # nothing is bought on one person's word
                name="finance_requisition_decided_by_another",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("made_by")),
                violation_error_message="The person who raised a requisition cannot approve it.",
            ),
            models.CheckConstraint(
                name="finance_requisition_approved_by_somebody",
                condition=~Q(state__in=["approved", "ordered"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(  # what waits: few rows, asked on every home page
                fields=["state", "id"],
                condition=Q(state__in=["draft", "awaiting", "approved"]),
                name="finance_requisition_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("finance:requisition", args=[self.reference])


@tracked()
class RequisitionLine(CodedLine):
    """One thing asked for."""

    requisition = models.ForeignKey("finance.Requisition", models.CASCADE, related_name="lines")

    class Meta:
        db_table_comment = "Lines of requisitions."
        constraints = [
            models.UniqueConstraint(
                fields=["requisition", "number"], name="finance_requisition_line_number_once"
            ),
            models.CheckConstraint(
                name="finance_requisition_line_above_nothing",
                condition=Q(quantity__gt=0, unit_price_pence__gte=0, net_pence__gte=0),
                violation_error_message="Quantities are above nothing, prices not below.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.description}"
