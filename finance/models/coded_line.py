"""What lines of requisitions and orders have in common."""

from __future__ import annotations

from django.db import models


class CodedLine(models.Model):
    """Something to buy: how much at which price, and what it is coded to. Prices are pence for one unit, net of VAT."""

    number = models.SmallIntegerField()
    description = models.CharField(max_length=300)
    category = models.ForeignKey("finance.Category", models.PROTECT, null=True, blank=True, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    unit = models.CharField(max_length=20, default="each")
    unit_price_pence = models.BigIntegerField()
    net_pence = models.BigIntegerField()  # quantity by price, a halfpenny up
    vat_code = models.ForeignKey("finance.VatCode", models.PROTECT, null=True, blank=True, related_name="+")
    account = models.ForeignKey("finance.Account", models.PROTECT, related_name="+")
    cost_centre = models.ForeignKey("finance.CostCentre", models.PROTECT, related_name="+")
    objective = models.ForeignKey(
        "finance.Objective", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    project = models.ForeignKey(
        "finance.Project", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        abstract = True
