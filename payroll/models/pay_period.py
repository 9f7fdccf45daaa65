from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from backoffice.audit.tracking import tracked
from payroll.rules.tax_calendar import tax_period, tax_year_of


@tracked()
class PayPeriod(models.Model):
    """One month (or week) of the pay calendar. `number` is its tax month or week, by the pay day."""

    FREQUENCIES = [
        ("monthly", "Monthly"),
        ("weekly", "Weekly"),
        ("fortnightly", "Fortnightly"),
        ("four_weekly", "Four-weekly"),
    ]
    tax_year = models.CharField(max_length=7)
    frequency = models.CharField(max_length=12, choices=FREQUENCIES, default="monthly")
    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField("from")
    ends_before = models.DateField("until (not included)")
    pay_on = models.DateField("pay day")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="payroll_period_one_of_a_number",
                fields=["tax_year", "frequency", "number"],
                violation_error_message="The calendar has that pay period already.",
            ),
            models.CheckConstraint(
                name="payroll_period_ends_after_start",
                condition=Q(ends_before__gt=F("starts_on")),
                violation_error_message="A pay period ends after it starts.",
            ),
        ]

    def __str__(self) -> str:
        if self.frequency == "monthly":
            return f"{self.starts_on:%B %Y}"
        return f"{self.get_frequency_display()} {self.number} of {self.tax_year}"

    def clean(self) -> None:
        """The number follows from the pay day, as the database holds too (0005_tax_period_of_its_pay_day.sql)."""
        if self.pay_on and (self.tax_year, self.number) != (
            tax_year_of(self.pay_on),
            tax_period(self.frequency, self.pay_on),
        ):
            raise ValidationError("The number of a pay period is the tax month or week of its pay day.")

    @property
    def slug(self) -> str:
        return f"{self.tax_year}-{self.frequency}-{self.number}"
