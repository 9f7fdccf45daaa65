"""What budget holders expect of the year, month by month."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference


@tracked()
class ForecastRound(models.Model):
    """The forecasts of one month: open for budget holders until a day, then locked for good (0006_budgets.sql)."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        LOCKED = "locked", "Locked"

    period = models.OneToOneField("finance.Period", models.PROTECT, related_name="forecast_round")
    due_on = models.DateField()
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    locked_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    locked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table_comment = "Months of forecasts. Locked ones never change."
        constraints = [
            models.CheckConstraint(
                name="finance_forecast_round_locked_whole",
                condition=Q(state="open", locked_by__isnull=True, locked_at__isnull=True)
                | Q(state="locked", locked_by__isnull=False, locked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Forecasts of {self.period}"

    @property
    def is_open(self) -> bool:
        """Whether budget holders may still write."""
        return self.state == self.State.OPEN


@tracked()
class Forecast(models.Model):
    """What a cost centre by itself, without those below it, will have spent at the end of the year, as seen in a month."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    round = models.ForeignKey(ForecastRound, models.PROTECT, related_name="forecasts", db_index=False)
    cost_centre = models.ForeignKey("finance.CostCentre", models.PROTECT, related_name="forecasts")
    outturn_pence = models.BigIntegerField()
    commentary = models.CharField(max_length=2000, blank=True)
    made_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table_comment = "Forecasts of the year's spending by cost centre and month."
        constraints = [
            models.UniqueConstraint(fields=["round", "cost_centre"], name="finance_forecast_once_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.cost_centre}, {self.round}"

    def get_absolute_url(self) -> str:
        return reverse("finance:forecast", args=[self.cost_centre.reference])
