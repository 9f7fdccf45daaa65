from django.db import models
from django.db.models import F, Q


class Payment(models.Model):
    """How one employment's net pay of a run leaves: by Bacs, by other means, or carried forward.

    Net pay plus what was brought forward is what is paid plus what is carried forward; a negative amount is owed by the
    person and set off against the next pay. In pence.
    """

    METHODS = [(1, "Bacs"), (2, "Other means"), (3, "Nothing to pay")]
    BACS, OTHER, NOTHING = 1, 2, 3
    pk = models.CompositePrimaryKey("run_id", "employment_id")
    run_id = models.BigIntegerField()
    employment_id = models.BigIntegerField()
    net_pence = models.BigIntegerField()
    brought_pence = models.BigIntegerField()
    paid_pence = models.BigIntegerField()
    carried_pence = models.BigIntegerField()
    method = models.SmallIntegerField(choices=METHODS)
    sort_code = models.CharField(max_length=6, null=True)
    account_number = models.CharField(max_length=8, null=True)
    account_name = models.CharField(max_length=18, null=True)
    payee_reference = models.CharField(max_length=18, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="payroll_payment_adds_up",
                condition=Q(net_pence=F("paid_pence") + F("carried_pence") - F("brought_pence")),
                violation_error_message="What is paid and carried forward is not the net pay with what was brought forward.",
            ),
            models.CheckConstraint(
                name="payroll_payment_method",
                condition=Q(method=1, paid_pence__gt=0, sort_code__isnull=False, account_number__isnull=False)
                | Q(method=2, paid_pence__gt=0)
                | Q(method=3, paid_pence=0),
                violation_error_message="A Bacs payment has an account and an amount above 0.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["employment_id"],
                name="payroll_payment_not_settled",
                condition=~Q(net_pence=F("paid_pence")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.employment_id}"
