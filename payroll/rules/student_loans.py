"""Student and postgraduate loan deductions.

Law: Education (Student Loans) (Repayment) Regulations 2009 (SI 2009/470) Part 4; sums as in HMRC's test
data: the period's threshold down to the penny, the deduction down to the pound.

Rules and their inputs, in order:

- `loan.student`: earnings for National Insurance, frequency, plans held as digits (plans 1 and 4 are 14),
  taken at most (pay that is left);
- `loan.postgraduate`: earnings for National Insurance, frequency, taken at most.
"""

from functools import lru_cache
from typing import NamedTuple

from payroll.rules.errors import CannotCalculate
from payroll.rules.explanation import Explanation, Workings
from payroll.rules.law import PLANS, Law, LoanPlan, StudentLoanLaw
from payroll.rules.money import MILLION, Pence, fraction_words, percent, words
from payroll.rules.periods import FREQUENCY_WORDS, WEEKS_OF

STUDENT_RULE = "loan.student"
POSTGRADUATE_RULE = "loan.postgraduate"
PROVISION = "Education (Student Loans) (Repayment) Regulations 2009 (SI 2009/470), Part 4"
_POSTGRADUATE_NAMES = ("PGL", "PG", "3", "POSTGRADUATE")


class Loans(NamedTuple):
    """Thresholds of the period in pence, None where no such deduction is made, and rates."""

    student_threshold: Pence | None
    student_rate: int
    plan_digits: int
    postgraduate_threshold: Pence | None
    postgraduate_rate: int


@lru_cache(maxsize=1024)
def loans_of(law: StudentLoanLaw, plans: tuple[str, ...], frequency: int) -> Loans:
    """For the plans held: one deduction over the lowest undergraduate threshold, and the postgraduate one.

    A plan from which nothing is deducted in the year (plan 5 before April 2026) is passed over; an unknown
    plan raises CannotCalculate.
    """
    held, postgraduate = set(), False
    for plan in plans:
        name = str(plan).strip().upper().removeprefix("PLAN").strip()
        if name in _POSTGRADUATE_NAMES:
            postgraduate = True
        elif name in PLANS:
            held.add(name)
        else:
            raise CannotCalculate(
                "unknown_loan_plan", f"{plan!r} is not a loan plan. Use 1, 2, 4, 5 or PGL.", "loans"
            )
    active = [law.plans[plan] for plan in sorted(held) if plan in law.plans]
    lowest = min(active, key=lambda plan: plan.threshold, default=None)
    return Loans(
        None if lowest is None else period_threshold(lowest, frequency),
        0 if lowest is None else lowest.rate,
        int("".join(sorted(held)) or 0),
        period_threshold(law.postgraduate, frequency) if postgraduate else None,
        law.postgraduate.rate,
    )


def period_threshold(plan: LoanPlan, frequency: int) -> Pence:
    """Threshold of one pay period, down to the penny."""
    weeks = WEEKS_OF[frequency]
    return plan.threshold * weeks // 52 if weeks else plan.threshold // 12


def deduction(earnings: Pence, threshold: Pence, rate: int) -> Pence:
    """The deduction in pence, a whole number of pounds."""
    return (earnings - threshold) * rate // (100 * MILLION) * 100 if earnings > threshold else 0


def student_loan(*, earnings: Pence, plans: tuple[str, ...], frequency: int, law: Law) -> tuple[Pence, Pence]:
    """(student loan, postgraduate loan) deductions of one payment."""
    loans = loans_of(law.student_loans, plans, frequency)
    student = postgraduate = 0
    if loans.student_threshold is not None:
        student = deduction(earnings, loans.student_threshold, loans.student_rate)
    if loans.postgraduate_threshold is not None:
        postgraduate = deduction(earnings, loans.postgraduate_threshold, loans.postgraduate_rate)
    return student, postgraduate


def explain_loan(rule: str, inputs: tuple[int, ...], law: Law) -> Explanation:
    """The deduction step by step."""
    work = Workings(law)
    if rule == POSTGRADUATE_RULE:
        earnings, frequency, at_most = inputs
        plan, path, title = law.student_loans.postgraduate, "student_loans.postgraduate", "Postgraduate loan"
    else:
        earnings, frequency, digits, at_most = inputs
        held = {
            name: law.student_loans.plans[name] for name in str(digits) if name in law.student_loans.plans
        }
        name = min(held, key=lambda key: held[key].threshold)
        plan, path, title = held[name], f"student_loans.{name}", "Student loan"
        plans = " and ".join(str(digits))
        work.step("Plan", f"the lowest threshold of those held ({plans})", f"plan {name}")
    weeks = WEEKS_OF[frequency]
    numerator, denominator = (weeks, 52) if weeks else (1, 12)
    threshold = period_threshold(plan, frequency)
    work.given("Earnings for National Insurance", earnings)
    work.parameter("Threshold of the year", f"{path}.threshold", words(plan.threshold))
    work.parameter("Rate", f"{path}.rate", percent(plan.rate))
    work.step(
        f"Threshold, {FREQUENCY_WORDS[frequency]}",
        f"{words(plan.threshold)} x {numerator} / {denominator}, down to the penny",
        words(threshold),
    )
    amount = deduction(earnings, threshold, plan.rate)
    over = max(0, earnings - threshold)
    exact = fraction_words(over * plan.rate, 100 * MILLION)
    work.step(
        "Deduction",
        f"{words(over)} x {percent(plan.rate)} = £{exact}, down to the pound",
        words(amount),
    )
    if at_most < amount:
        work.step("Limited to the pay that is left", "", words(at_most))
    return work.explanation(title, -min(amount, at_most), PROVISION)
