"""A line put into words when it is read: sum, parameters, documents, law."""

from collections.abc import Callable

from payroll.rules import (
    allowances,
    apprenticeship_levy,
    arrears,
    council_tax,
    deductions,
    direct_earnings,
    directors,
    employer_pension,
    fixed_orders,
    lgps,
    national_insurance,
    overtime,
    pay_items,
    paye,
    police_pension,
    salary,
    sick_pay,
    student_loans,
)
from payroll.rules.derived import Line
from payroll.rules.errors import LawError
from payroll.rules.explanation import Explanation, Parameter, Step
from payroll.rules.law import Law, law_for
from payroll.rules.payslip import law_of_inputs

__all__ = ["RULES", "Explanation", "Parameter", "Step", "explain"]

Explain = Callable[[str, tuple[int, ...], Law], Explanation]

RULES: dict[str, Explain] = {
    pay_items.ENTERED_RULE: pay_items.explain_item,
    pay_items.UNITS_RULE: pay_items.explain_item,
    salary.RULE: salary.explain_salary,
    arrears.RULE: arrears.explain_arrears,
    overtime.OFFICER_RULE: overtime.explain_overtime,
    overtime.STAFF_RULE: overtime.explain_overtime,
    overtime.UNSOCIAL_RULE: overtime.explain_overtime,
    allowances.RULE: allowances.explain_allowance,
    allowances.DOG_HANDLER_RULE: allowances.explain_allowance,
    sick_pay.RULE: sick_pay.explain_sick_pay,
    paye.RULES[paye.CUMULATIVE]: paye.explain_paye,
    paye.RULES[paye.WEEK1_MONTH1]: paye.explain_paye,
    national_insurance.EMPLOYEE_RULE: national_insurance.explain_class_1,
    national_insurance.EMPLOYER_RULE: national_insurance.explain_class_1,
    directors.EMPLOYEE_RULE: directors.explain_director,
    directors.EMPLOYER_RULE: directors.explain_director,
    student_loans.STUDENT_RULE: student_loans.explain_loan,
    student_loans.POSTGRADUATE_RULE: student_loans.explain_loan,
    police_pension.RULE: police_pension.explain_police_pension,
    lgps.RULE: lgps.explain_lgps,
    employer_pension.RULE: employer_pension.explain_employer_pension,
    council_tax.COUNCIL_TAX_RULE: council_tax.explain_table_order,
    council_tax.FINES_RULE: council_tax.explain_table_order,
    direct_earnings.RULE: direct_earnings.explain_direct_earnings,
    fixed_orders.CHILD_MAINTENANCE_RULE: fixed_orders.explain_child_maintenance,
    fixed_orders.COURT_PRIORITY_RULE: fixed_orders.explain_court,
    fixed_orders.COURT_CIVIL_RULE: fixed_orders.explain_court,
    fixed_orders.CHARGE_RULE: fixed_orders.explain_charge,
    deductions.AGREED_RULE: deductions.explain_deduction,
    deductions.BEFORE_TAX_RULE: deductions.explain_deduction,
    apprenticeship_levy.RULE: apprenticeship_levy.explain_levy,
}
"""Every rule there is. A line of a rule that is not here cannot be explained."""

_OF_A_YEAR = (police_pension.RULE, lgps.RULE)


def explain(line: Line, law: Law | str) -> Explanation:
    """How the line's amount comes about. `law` is the payslip's law, or its tax year.

    Raises LawError for a rule that is not known.
    """
    if isinstance(law, str):
        law = law_for(law)
    found = RULES.get(line.rule)
    if found is None:
        raise LawError(f"There is no rule {line.rule}.")
    inputs = tuple(line.inputs)
    if line.rule == salary.RULE and line.element != "salary":
        found = salary.explain_allowance
    if line.rule in _OF_A_YEAR:
        law = law_of_inputs(inputs[-1], law)
    return found(line.rule, inputs, law)
