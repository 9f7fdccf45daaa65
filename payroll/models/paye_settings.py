from django.db import models
from django.db.models import Q

from backoffice.audit.tracking import tracked
from backoffice.dating import NoOverlap, ends_after_start
from payroll.models.dated import Dated


@tracked()
class PayeSettings(Dated):
    """The authority as an employer: what HMRC and the bank know it by, from a day on."""

    PART_MONTH_RULES = [
        ("calendar_days", "Calendar days of the month"),
        ("365ths", "365ths of annual pay"),
        ("working_days", "Mondays to Fridays of the month"),
    ]
    scheme = models.SmallIntegerField(default=1, editable=False)
    employer_name = models.CharField(max_length=100)
    paye_office = models.CharField("HMRC office number", max_length=3)
    paye_reference = models.CharField("PAYE reference", max_length=10)
    accounts_office_reference = models.CharField(max_length=13, blank=True)
    bacs_user_number = models.CharField("Bacs service user number", max_length=6)
    bank_sort_code = models.CharField("sort code", max_length=6)
    bank_account_number = models.CharField("account number", max_length=8)
    bank_account_name = models.CharField("account name", max_length=18)
    change_warning_percent = models.PositiveSmallIntegerField(
        "warn when net pay changes by more than", default=20, help_text="Per cent of last month's net pay."
    )
    part_month_rule = models.CharField(
        "part months", max_length=13, choices=PART_MONTH_RULES, default="calendar_days"
    )
    staff_week_hundredths = models.PositiveIntegerField(
        "hours of the full-time week, in hundredths",
        default=3700,
        help_text="For the hourly rate of staff overtime.",
    )
    levy_cost_centre = models.CharField("cost centre of the apprenticeship levy", max_length=20, blank=True)
    levy_objective = models.CharField("objective of the apprenticeship levy", max_length=20, blank=True)
    levy_allowance_pence = models.BigIntegerField(
        "share of the annual levy allowance",
        null=True,
        blank=True,
        help_text="Empty for the whole allowance; connected employers share it.",
    )

    class Meta:
        verbose_name = "employer settings"
        verbose_name_plural = "employer settings"
        constraints = [
            NoOverlap(
                fields=["scheme"],
                name="payroll_paye_settings_one_at_a_time",
                violation_error_message="There are settings for some of these days already. End those first.",
            ),
            ends_after_start(
                "payroll_paye_settings_ends_after_start", "The end is before the start. Give a later end."
            ),
            models.CheckConstraint(
                name="payroll_paye_settings_bank_digits",
                condition=Q(
                    bacs_user_number__regex=r"^\d{6}$",
                    bank_sort_code__regex=r"^\d{6}$",
                    bank_account_number__regex=r"^\d{8}$",
                ),
                violation_error_message="A Bacs user number and a sort code have 6 digits, an account number has 8.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employer_name}, {self.paye_office}/{self.paye_reference}"
