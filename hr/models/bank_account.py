from __future__ import annotations

from django.db import models
from django.db.models import Q

from backoffice.audit.tracking import tracked
from backoffice.dating import NoOverlap, ends_after_start
from hr.models.dated import Dated


@tracked()
class BankAccount(Dated, models.Model):
    """Where an employment's net pay goes, over a range of dates. Seen whole only with
    `hr.view_bank_details`."""

    employment = models.ForeignKey("hr.Employment", models.PROTECT, related_name="bank_accounts")
    account_name = models.CharField(
        "name on the account", max_length=18, help_text="As Bacs takes it: 18 characters."
    )
    sort_code = models.CharField(max_length=6)
    account_number = models.CharField(max_length=8)
    building_society_number = models.CharField("building society roll number", max_length=18, blank=True)
    starts_on = models.DateField("pays from")
    ends_before = models.DateField("until", null=True, blank=True)

    class Meta:
        db_table_comment = "Bank accounts net pay goes to, over dates."
        constraints = [
            models.CheckConstraint(
                name="hr_bankaccount_sort_code_6_digits",
                condition=Q(sort_code__regex=r"^[0-9]{6}$"),
                violation_error_message="A sort code is six digits, such as 12-34-56.",
            ),
            models.CheckConstraint(
                name="hr_bankaccount_number_8_digits",
                condition=Q(account_number__regex=r"^[0-9]{8}$"),
                violation_error_message="An account number is eight digits. Put a 0 in front of one with "
                "seven.",
            ),
            models.CheckConstraint(
                name="hr_bankaccount_has_a_name",
                condition=~Q(account_name=""),
                violation_error_message="Give the name on the account.",
            ),
            ends_after_start("hr_bankaccount_ends_after_start", "A bank account ends after it starts."),
            NoOverlap(
                fields=["employment"],
                name="hr_bankaccount_one_at_a_time",
                violation_error_message="The employment has a bank account in these dates already. Give "
                "a later first day.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employment_id} from {self.starts_on}"
