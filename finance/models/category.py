"""A purchasing category: what kind of thing is bought."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference


@tracked()
class Category(models.Model):
    """What is bought: it proposes account and VAT code, and approval limits may name it."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    account = models.ForeignKey("finance.Account", models.PROTECT, null=True, blank=True, related_name="+")
    vat_code = models.ForeignKey("finance.VatCode", models.PROTECT, null=True, blank=True, related_name="+")
    over_receipt_basis_points = models.IntegerField(default=0)  # how much more than ordered may be received
    is_closed = models.BooleanField(default=False)

    class Meta:
        db_table_comment = "Purchasing categories."
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="finance_category_code_once",
                violation_error_message="There is a category with this code already.",
            ),
            models.CheckConstraint(
                name="finance_category_over_receipt_0_to_100",
                condition=models.Q(over_receipt_basis_points__gte=0, over_receipt_basis_points__lte=10_000),
                violation_error_message="More than ordered: between 0 and 100 per cent.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("finance:category", args=[self.reference])
