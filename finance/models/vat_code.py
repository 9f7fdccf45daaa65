"""VAT codes: the rate, and how much of it the authority recovers."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference


@tracked()
class VatCode(models.Model):
    """How a line is taxed. Rates and shares are basis points: 2000 is 20 %, a share of 10000 is all of it.

    A police body recovers the VAT of its non-business activities (VAT Act 1994 s.33); `recoverable_basis_points` says
    how much of the VAT of such a line goes to the VAT control account; the rest is a cost of the line.
    """

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    code = models.CharField(max_length=10)
    name = models.CharField(max_length=100)
    rate_basis_points = models.IntegerField()
    recoverable_basis_points = models.IntegerField(default=10_000)
    ubl_category = models.CharField(max_length=3)  # of the UN code list 5305: S, Z, E, O, AE
    starts_on = models.DateField(null=True, blank=True)
    ends_before = models.DateField(null=True, blank=True)

    class Meta:
        db_table_comment = "VAT codes."
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="finance_vat_code_once",
                violation_error_message="There is a VAT code with this code already.",
            ),
            models.CheckConstraint(
                name="finance_vat_code_rate_0_to_100",
                condition=Q(rate_basis_points__gte=0, rate_basis_points__lte=10_000),
                violation_error_message="A rate is between 0 and 100 per cent.",
            ),
            models.CheckConstraint(
                name="finance_vat_code_share_0_to_100",
                condition=Q(recoverable_basis_points__gte=0, recoverable_basis_points__lte=10_000),
                violation_error_message="The share that is recovered is between 0 and 100 per cent.",
            ),
            models.CheckConstraint(
                name="finance_vat_code_dates_in_order",
                condition=Q(starts_on__isnull=True)
                | Q(ends_before__isnull=True)
                | Q(ends_before__gt=F("starts_on")),
                violation_error_message="A VAT code ends after it starts.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("finance:vat_code", args=[self.reference])

    def is_open_on(self, day: date) -> bool:
        """Whether lines may carry it on that day."""
        return (self.starts_on is None or self.starts_on <= day) and (
            self.ends_before is None or day < self.ends_before
        )
