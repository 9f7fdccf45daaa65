from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import F, Q
from django.urls import reverse


class PayRun(models.Model):
    """One payment of people for a pay period, from draft to paid.

    Totals are in pence and are those of the sealed run. The database lets a state only move as `MOVES` says and freezes
    what a run holds once it is checked (`migrations/0002_pay_run_integrity.sql`).
    """

    DRAFT: Final = "draft"
    CALCULATED: Final = "calculated"
    CHECKED: Final = "checked"
    APPROVED: Final = "approved"
    POSTED: Final = "posted"
    PAID: Final = "paid"
    CANCELLED: Final = "cancelled"
    STATES = [
        ("draft", "Draft"),
        ("calculated", "Calculated"),
        ("checked", "Checked"),
        ("approved", "Approved"),
        ("posted", "Posted"),
        ("paid", "Paid"),
        ("cancelled", "Cancelled"),
    ]
    RELEASED = ("approved", "posted", "paid")
    KINDS = [("regular", "Regular"), ("supplementary", "Supplementary")]

    reference = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=13, choices=KINDS, default="regular")
    period = models.ForeignKey("payroll.PayPeriod", on_delete=models.PROTECT, related_name="runs")
    pay_on = models.DateField("pay day")
    state = models.CharField(max_length=10, choices=STATES, default="draft")
    reason = models.CharField(max_length=200, blank=True)

    made_by = models.ForeignKey("tenancy.Member", on_delete=models.PROTECT, related_name="+")
    checked_by = models.ForeignKey("tenancy.Member", on_delete=models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey("tenancy.Member", on_delete=models.PROTECT, null=True, related_name="+")
    posted_by = models.ForeignKey("tenancy.Member", on_delete=models.PROTECT, null=True, related_name="+")
    paid_by = models.ForeignKey("tenancy.Member", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    facts_at = models.DateTimeField("inputs read since", null=True)
    calculated_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    posted_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)

    calculation = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)
    payslips = models.PositiveIntegerField(default=0)
    gross_pence = models.BigIntegerField(default=0)
    deductions_pence = models.BigIntegerField(default=0)
    net_pence = models.BigIntegerField(default=0)
    employer_pence = models.BigIntegerField(default=0)
    levy_pay_bill_pence = models.BigIntegerField(default=0)
    levy_pence = models.BigIntegerField(default=0)
    bacs_pence = models.BigIntegerField(default=0)
    other_pence = models.BigIntegerField(default=0)
    carried_pence = models.BigIntegerField(default=0)
    net_pay_account = models.CharField(max_length=20, default="8530")
    journal = models.ForeignKey("finance.Journal", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="payroll_run_state",
                condition=Q(
                    state__in=["draft", "calculated", "checked", "approved", "posted", "paid", "cancelled"],
                    kind__in=["regular", "supplementary"],
                ),
                violation_error_message="A pay run has no such state.",
            ),
            models.CheckConstraint(
                name="payroll_run_two_people",
                condition=Q(approved_by__isnull=True)
                | ~Q(approved_by=F("made_by"))
                & (Q(checked_by__isnull=True) | ~Q(approved_by=F("checked_by"))),
                violation_error_message="The person who prepares a pay run cannot approve it. Ask somebody else.",
            ),
            models.CheckConstraint(
                name="payroll_run_approved_by_somebody",
                condition=~Q(state__in=["approved", "posted", "paid"])
                | Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(hash=""),
                violation_error_message="A pay run is approved by a person, after it was checked.",
            ),
            models.CheckConstraint(
                name="payroll_run_posted_with_a_journal",
                condition=~Q(state__in=["posted", "paid"]) | Q(journal__isnull=False),
                violation_error_message="A posted pay run has its journal.",
            ),
            models.CheckConstraint(
                name="payroll_run_adds_up",
                condition=Q(net_pence=F("gross_pence") - F("deductions_pence"))
                & Q(net_pence=F("bacs_pence") + F("other_pence") + F("carried_pence")),
                violation_error_message="Net pay is not the sum of bank file, other payments and amounts carried forward.",
            ),
            models.UniqueConstraint(
                name="payroll_run_one_regular_a_period",
                fields=["period"],
                condition=Q(kind="regular") & ~Q(state="cancelled"),
                violation_error_message="This period has a regular pay run already. Open it, or start a supplementary run.",
            ),
            models.UniqueConstraint(
                name="payroll_run_one_journal", fields=["journal"], condition=Q(journal__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_released(self) -> bool:
        return self.state in self.RELEASED

    @property
    def is_open(self) -> bool:
        """Whether it may still be calculated."""
        return self.state in (self.DRAFT, self.CALCULATED)

    def get_absolute_url(self) -> str:
        return reverse("payroll:run", args=[self.reference])
