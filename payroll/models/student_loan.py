from django.db import models
from django.db.models import Q

from backoffice.audit.tracking import tracked
from backoffice.dating import NoOverlap, ends_after_start
from payroll.models.dated import Detail


@tracked()
class StudentLoan(Detail):
    """A loan plan that HMRC has told the employer to deduct for."""

    PLANS = [(1, "Plan 1"), (2, "Plan 2"), (4, "Plan 4"), (5, "Plan 5"), (9, "Postgraduate loan")]
    CODES = {1: "1", 2: "2", 4: "4", 5: "5", 9: "PGL"}
    plan = models.SmallIntegerField(choices=PLANS)

    class Meta:
        verbose_name = "student or postgraduate loan"
        constraints = [
            NoOverlap(
                fields=["employment", "plan"],
                name="payroll_student_loan_one_at_a_time",
                violation_error_message="This plan is held for some of these days already. End that first.",
            ),
            ends_after_start(
                "payroll_student_loan_ends_after_start", "The end is before the start. Give a later end."
            ),
            models.CheckConstraint(
                name="payroll_student_loan_plan",
                condition=Q(plan__in=[1, 2, 4, 5, 9]),
                violation_error_message="Plans are 1, 2, 4, 5 and the postgraduate loan.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_plan_display()} from {self.starts_on:%-d %B %Y}"
