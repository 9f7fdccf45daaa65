from django.db import models
from django.db.models import Q

from backoffice.audit.tracking import tracked
from backoffice.dating import NoOverlap, ends_after_start
from payroll.models.dated import Detail


@tracked()
class TaxDetails(Detail):
    """The tax code in use and its basis."""

    BASES = [("cumulative", "Cumulative"), ("week1_month1", "Week 1 / month 1")]
    tax_code = models.CharField(max_length=7)
    basis = models.CharField(max_length=12, choices=BASES, default="cumulative")
    notice = models.CharField(
        "where it comes from", max_length=60, blank=True, help_text="P6, P9, P45, starter…"
    )

    class Meta:
        verbose_name = "tax code"
        constraints = [
            NoOverlap(
                fields=["employment"],
                name="payroll_tax_details_one_at_a_time",
                violation_error_message="There is a tax code for some of these days already. End that first.",
            ),
            ends_after_start(
                "payroll_tax_details_ends_after_start", "The end is before the start. Give a later end."
            ),
            models.CheckConstraint(  # COPY and plain SQL go past the rules' own reading
                name="payroll_tax_details_code_can_exist",
                condition=Q(tax_code__regex=r"^(NT|[CS]?(K[1-9][0-9]*|[1-9][0-9]*[LMNT]|0T|BR|D[0-3]))$"),
                violation_error_message="No such tax code can exist. A code is like 1257L, K475, BR, 0T or NT.",
            ),
            models.CheckConstraint(
                name="payroll_tax_details_basis",
                condition=Q(basis__in=["cumulative", "week1_month1"]),
                violation_error_message="The basis is cumulative or week 1 / month 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tax_code} from {self.starts_on:%-d %B %Y}"
