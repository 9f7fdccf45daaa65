"""Orders for a fixed sum: child maintenance, and attachment of earnings orders of the courts.

Law: Child Support (Collection and Enforcement) Regulations 1992 (SI 1992/1989) Part III; Attachment of
Earnings Act 1971 s. 6 and Sch 3 Part I.

Rules and their inputs, in order:

- `order.child_maintenance`: reference of the order, sum of the period, unpaid so far, net earnings, taken
  by earlier orders, pay that is left;
- `order.court_priority`, `order.court_civil`: reference of the order, normal deduction, unpaid so far (0
  for a civil debt), protected earnings, protected earnings unused so far (0 for a civil debt), net
  earnings after earlier orders, pay that is left;
- `order.charge`: reference of the order, charge, pay that is left.
"""

from payroll.rules.explanation import Explanation, Workings
from payroll.rules.law import Law
from payroll.rules.money import MILLION, Pence, percent, up, words
from payroll.rules.percentage_tables import take

CHILD_MAINTENANCE_RULE = "order.child_maintenance"
COURT_PRIORITY_RULE = "order.court_priority"
COURT_CIVIL_RULE = "order.court_civil"
CHARGE_RULE = "order.charge"


def child_maintenance_due(law: Law, normal: Pence, owed: Pence, net: Pence, earlier: Pence) -> Pence:
    """The sum of the period and what is unpaid, as far as the protected share allows."""
    protected = up(max(0, net) * law.attachments.child_maintenance_protected, MILLION)
    return max(0, min(normal + owed, net - protected - earlier))


def court_due(normal: Pence, owed: Pence, protected: Pence, protected_owed: Pence, net: Pence) -> Pence:
    """The normal deduction and what is unpaid, as far as protected earnings allow."""
    return max(0, min(normal + owed, net - protected - protected_owed))


def explain_child_maintenance(rule: str, inputs: tuple[int, ...], law: Law) -> Explanation:
    """Sum due, protected share, deduction."""
    _, normal, owed, net, earlier, available = inputs
    work = Workings(law)
    share = law.attachments.child_maintenance_protected
    path = "attachments.child_maintenance_protected"
    work.parameter("Protected share", path, percent(share))
    work.step("Due", f"{words(normal)} + {words(owed)} unpaid so far", words(normal + owed))
    protected = up(max(0, net) * share, MILLION)
    work.step("Protected", f"{words(net)} x {percent(share)}, up to the penny", words(protected))
    due = child_maintenance_due(law, normal, owed, net, earlier)
    work.step("Deduction", f"at most {words(net)} - {words(protected)} - {words(earlier)}", words(due))
    amount = take(work, due, available)
    return work.explanation("Child maintenance", -amount, law.leaf(path).source)


def explain_court(rule: str, inputs: tuple[int, ...], law: Law) -> Explanation:
    """Sum due, protected earnings, deduction."""
    _, normal, owed, protected, protected_owed, net, available = inputs
    work = Workings(law)
    work.step("Due", f"{words(normal)} + {words(owed)} unpaid so far", words(normal + owed))
    work.step(
        "Protected earnings",
        f"{words(protected)} + {words(protected_owed)} unused",
        words(protected + protected_owed),
    )
    due = court_due(normal, owed, protected, protected_owed, net)
    work.step("Deduction", f"at most {words(net)} less the protected earnings", words(due))
    amount = take(work, due, available)
    title = "Court order, civil debt" if rule == COURT_CIVIL_RULE else "Court order"
    return work.explanation(title, -amount, "Attachment of Earnings Act 1971, s. 6 and Sch 3 Part I")


def explain_charge(rule: str, inputs: tuple[int, ...], law: Law) -> Explanation:
    """The employer's charge for making a deduction."""
    _, charge, available = inputs
    work = Workings(law)
    work.parameter(
        "Most per deduction", "attachments.employer_charge", words(law.attachments.employer_charge)
    )
    work.given("Charge for the deduction", charge)
    amount = take(work, charge, available)
    return work.explanation(
        "Employer's charge for an order", -amount, law.leaf("attachments.employer_charge").source
    )
