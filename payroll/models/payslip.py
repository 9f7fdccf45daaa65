from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Payslip(models.Model):
    """What one employment is paid by one run, in pence.

    `corrects_id` is the payslip a reversing or replacement one corrects: each is reversed and replaced at most once, so at
    most one payslip of an employment and period is live. Written in bulk, so what points to other tables is a plain
    number, checked as a whole when the run is sealed; frozen from the run's approval on.
    """

    REGULAR, REVERSING, REPLACEMENT, ARREARS = 1, 2, 3, 4
    KINDS = [(1, "Regular"), (2, "Reversing"), (3, "Replacement"), (4, "Arrears")]
    KIND_CODES = {1: "regular", 2: "reversing", 3: "replacement", 4: "arrears"}

    run_id = models.BigIntegerField()
    employment_id = models.BigIntegerField()
    period_id = models.BigIntegerField()
    kind = models.SmallIntegerField(choices=KINDS)
    corrects_id = models.BigIntegerField(null=True)
    gross_pence = models.BigIntegerField()
    taxable_pence = models.BigIntegerField()
    tax_pence = models.BigIntegerField()
    ni_earnings_pence = models.BigIntegerField()
    ni_employee_pence = models.BigIntegerField()
    ni_employer_pence = models.BigIntegerField()
    pension_employee_pence = models.BigIntegerField()
    pension_employer_pence = models.BigIntegerField()
    student_loan_pence = models.BigIntegerField()
    postgraduate_loan_pence = models.BigIntegerField()
    deductions_pence = models.BigIntegerField()
    net_pence = models.BigIntegerField()
    result_sha256 = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="payroll_payslip_kind",
                condition=Q(kind__in=[2, 3], corrects_id__isnull=False)
                | Q(kind__in=[1, 4], corrects_id__isnull=True),
                violation_error_message="A reversing or replacement payslip names the one it corrects, others do not.",
            ),
            models.CheckConstraint(
                name="payroll_payslip_adds_up",
                condition=Q(net_pence=models.F("gross_pence") - models.F("deductions_pence")),
                violation_error_message="Net pay is gross pay less deductions.",
            ),
            models.UniqueConstraint(
                name="payroll_payslip_one_of_a_kind",
                fields=["run_id", "employment_id", "kind"],
                violation_error_message="This run has such a payslip for this employment already.",
            ),
            models.UniqueConstraint(
                name="payroll_payslip_one_regular_a_period",
                fields=["employment_id", "period_id"],
                condition=Q(kind=1),
                violation_error_message="This employment has its regular payslip for the period already.",
            ),
            models.UniqueConstraint(
                name="payroll_payslip_corrected_once",
                fields=["corrects_id", "kind"],
                condition=Q(corrects_id__isnull=False),
                violation_error_message="This payslip has been corrected already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.employment_id}/{self.KIND_CODES[self.kind]}"

    @property
    def kind_code(self) -> str:
        return self.KIND_CODES[self.kind]


class PayslipLine(models.Model):
    """One line of a payslip with its derivation: rule, law and whole-number inputs, put into words when it is read.

    `amount_pence` is as the employee sees it (deductions negative); employer's costs are positive. An amount posts to
    `account_code`, employer's costs to `contra_code` as well.
    """

    PAYMENT, DEDUCTION, EMPLOYER = 1, 2, 3
    KINDS = [(1, "Payment"), (2, "Deduction"), (3, "Employer's cost")]
    KIND_NUMBERS = {"payment": 1, "deduction": 2, "employer": 3}

    pk = models.CompositePrimaryKey("payslip_id", "number")
    payslip_id = models.BigIntegerField()
    number = models.SmallIntegerField()
    kind = models.SmallIntegerField(choices=KINDS)
    element = models.CharField(max_length=40)
    amount_pence = models.BigIntegerField()
    account_code = models.CharField(max_length=20)
    contra_code = models.CharField(max_length=20, null=True)
    cost_centre = models.CharField(max_length=20, null=True)
    objective = models.CharField(max_length=20, null=True)
    rule = models.CharField(max_length=40)
    law = models.CharField(max_length=24)
    inputs = ArrayField(models.BigIntegerField())
    period_id = models.BigIntegerField(null=True, help_text="The earlier period arrears belong to.")

    class Meta:
        db_table_comment = "Lines of payslips, frozen from the run's approval on."

    def __str__(self) -> str:
        return f"{self.payslip_id}/{self.number}"
