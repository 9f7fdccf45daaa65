from django.db import models
from django.db.models import Q

from backoffice.audit.tracking import tracked
from backoffice.dating import ends_after_start
from payroll.models.dated import Detail


@tracked()
class AttachmentOrder(Detail):
    """An order to take from pay: council tax attachment of earnings or direct earnings attachment."""

    KINDS = [
        ("council_tax", "Council tax attachment of earnings"),
        ("direct_earnings", "Direct earnings attachment"),
    ]
    NATIONS = [("england", "England"), ("wales", "Wales")]
    RATES = [("standard", "Standard"), ("higher", "Higher")]
    kind = models.CharField(max_length=16, choices=KINDS)
    order_number = models.CharField("creditor's reference", max_length=30)
    issued_on = models.DateField("date of the order")
    nation = models.CharField(max_length=8, choices=NATIONS, default="england")
    rate = models.CharField(max_length=8, choices=RATES, default="standard")
    total_pence = models.BigIntegerField("amount of the order", null=True, blank=True)

    class Meta:
        constraints = [
            ends_after_start(
                "payroll_attachment_order_ends_after_start", "The end is before the start. Give a later end."
            ),
            models.UniqueConstraint(
                name="payroll_attachment_order_once",
                fields=["employment", "order_number"],
                violation_error_message="This order has been entered already.",
            ),
            models.CheckConstraint(
                name="payroll_attachment_order_kind",
                condition=Q(kind__in=["council_tax", "direct_earnings"]),
                violation_error_message="An order is a council tax attachment or a direct earnings attachment.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.order_number}"
