from django.db import models
from django.db.models import Q

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference


@tracked()
class OpeningBalance(models.Model):
    """Pay, tax and contributions of a tax year from before this payroll: the old payroll's and a previous employer's.

    Amounts in pence. Payslips released here are added to these.
    """

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    employment = models.ForeignKey("hr.Employment", on_delete=models.PROTECT, related_name="+")
    tax_year = models.CharField(max_length=7)
    through_period = models.PositiveSmallIntegerField("last tax month included", default=0)
    taxable_pence = models.BigIntegerField("taxable pay in this employment", default=0)
    tax_pence = models.BigIntegerField("tax in this employment", default=0)
    previous_taxable_pence = models.BigIntegerField("taxable pay in previous employment", default=0)
    previous_tax_pence = models.BigIntegerField("tax in previous employment", default=0)
    ni_earnings_pence = models.BigIntegerField("earnings for National Insurance", default=0)
    ni_employee_pence = models.BigIntegerField("employee's National Insurance", default=0)
    ni_employer_pence = models.BigIntegerField("employer's National Insurance", default=0)
    student_loan_pence = models.BigIntegerField("student loan deductions", default=0)
    postgraduate_loan_pence = models.BigIntegerField("postgraduate loan deductions", default=0)
    pension_pence = models.BigIntegerField("employee's pension contributions", default=0)

    class Meta:
        verbose_name = "pay and tax to date"
        verbose_name_plural = "pay and tax to date"
        constraints = [
            models.UniqueConstraint(
                name="payroll_opening_balance_one_a_year",
                fields=["employment", "tax_year"],
                violation_error_message="There are figures to date for this employment and tax year already.",
            ),
            models.CheckConstraint(
                name="payroll_opening_balance_period",
                condition=Q(through_period__lte=56),
                violation_error_message="The last tax month included is between 0 and 12.",
            ),
        ]

    def __str__(self) -> str:
        return f"Pay and tax to date, {self.tax_year}"
