"""Lines of requisitions as they are given, in codes, and what they become."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from finance.models import (
    Account,
    Category,
    CostCentre,
    Objective,
    OrderLine,
    Project,
    RequisitionLine,
    VatCode,
)
from finance.rules.purchasing import still_committed, value_of
from finance.rules.vat import vat_on
from finance.services.budgets.commitments import CommitmentLine
from finance.services.purchasing.errors import LinesWrong

MOST_LINES = 500
MOST_PENCE = 10**13


class PurchaseLine(NamedTuple):
    """One thing to buy, in codes. Account and VAT code may be left to the category."""

    description: str
    quantity: Decimal
    unit_price_pence: int
    cost_centre: str
    account: str | None = None
    objective: str | None = None
    project: str | None = None
    category: str | None = None
    vat_code: str | None = None
    unit: str = "each"


def coded(lines: Sequence[PurchaseLine], *, on: date) -> list[dict[str, Any]]:
    """The fields of each line, with what its category proposes; refuses what is wrong, naming the line. Six queries."""
    if not lines:
        raise LinesWrong("Nothing is asked for.", where="lines", next_step="Enter at least one line.")
    if len(lines) > MOST_LINES:
        raise LinesWrong(
            f"At most {MOST_LINES} lines.", where="lines", next_step="Raise several requisitions."
        )
    found = _Found(lines)
    return [_coded(number, line, found, on) for number, line in enumerate(lines, start=1)]


class _Found:
    """What codes stand for, by code."""

    def __init__(self, lines: Sequence[PurchaseLine]) -> None:
        codes = {c for line in lines for c in line if isinstance(c, str)}
        self.categories = {
            c.code: c for c in Category.objects.select_related("account", "vat_code").filter(code__in=codes)
        }
        self.accounts = {a.code: a for a in Account.objects.filter(code__in=codes)}
        self.centres = {c.code: c for c in CostCentre.objects.filter(code__in=codes)}
        self.objectives = {o.code: o for o in Objective.objects.filter(code__in=codes)}
        self.projects = {p.code: p for p in Project.objects.filter(code__in=codes)}
        self.vat_codes = {v.code: v for v in VatCode.objects.filter(code__in=codes)}


def _coded(number: int, line: PurchaseLine, found: _Found, on: date) -> dict[str, Any]:
    def wrong(what: str, next_step: str) -> LinesWrong:
        return LinesWrong(f"Line {number}: {what}", where=f"line {number}", next_step=next_step)

    def known(kind: str, code: str | None, table: dict[str, Any]) -> Any:
        if not code:
            return None
        if code not in table:
            raise wrong(f"there is no {kind} {code}.", "Choose one from the list.")
        return table[code]

    def in_use(kind: str, thing: Any) -> None:
        if thing is not None and not thing.is_open_on(on):
            raise wrong(f"{kind} {thing} is not in use on {on:%-d %B %Y}.", "Choose another.")

    if not line.description.strip():
        raise wrong("say what it is.", "Describe what is to be bought.")
    if line.quantity <= 0 or line.unit_price_pence < 0 or line.quantity >= 10**9:
        raise wrong("the quantity is above nothing and the price not below.", "Correct the two.")
    if line.quantity != line.quantity.quantize(Decimal("0.001")):
        raise wrong("a quantity has three decimal places at most.", "Round it.")
    net = value_of(line.quantity, line.unit_price_pence)
    if net > MOST_PENCE:
        raise wrong("the value is too large.", "Correct quantity or price.")
    category = known("category", line.category, found.categories)
    if category is not None and category.is_closed:
        raise wrong(f"category {category} is closed.", "Choose another.")
    account = known("account", line.account, found.accounts) or (category.account if category else None)
    if account is None:
        raise wrong("no account is given.", "Choose an account, or a category that has one.")
    centre = known("cost centre", line.cost_centre, found.centres)
    if centre is None:
        raise wrong("no cost centre is given.", "Choose the cost centre that pays.")
    objective = known("objective", line.objective, found.objectives)
    project = known("project", line.project, found.projects)
    vat_code = known("VAT code", line.vat_code, found.vat_codes) or (category.vat_code if category else None)
    for kind, thing in (
        ("account", account),
        ("cost centre", centre),
        ("project", project),
        ("VAT code", vat_code),
    ):
        in_use(kind, thing)
    if account.is_control or account.type not in (Account.Type.EXPENSE, Account.Type.ASSET):
        raise wrong(f"account {account} is not one to buy on.", "Choose an account of expenditure.")
    if account.objective_required and objective is None:
        raise wrong(f"account {account} asks for a police objective.", "Give the objective it is for.")
    if account.project_required and project is None:
        raise wrong(f"account {account} asks for a project.", "Give the project it belongs to.")
    return {
        "number": number,
        "description": line.description.strip()[:300],
        "category": category,
        "quantity": line.quantity,
        "unit": line.unit.strip()[:20] or "each",
        "unit_price_pence": line.unit_price_pence,
        "net_pence": net,
        "vat_code": vat_code,
        "account": account,
        "cost_centre": centre,
        "objective": objective,
        "project": project,
    }


def commitments_of(lines: Iterable[RequisitionLine | OrderLine]) -> list[CommitmentLine]:
    """What lines still hold of the budget: all of a requisition's, of an order's what is not received yet.

    The lines come with account, cost centre, objective and project.
    """
    return [
        CommitmentLine(
            line.account.code,
            line.cost_centre.code,
            line.objective.code if line.objective else None,
            line.project.code if line.project else None,
            still_committed(
                net_pence=line.net_pence,
                received_pence=line.received_pence if isinstance(line, OrderLine) else 0,
                is_over=isinstance(line, OrderLine) and line.is_closed,
            ),
            line.number,
        )
        for line in lines
    ]


def vat_of(lines: Iterable[RequisitionLine | OrderLine]) -> int:
    """VAT that is to be expected, line by line."""
    return sum(vat_on(line.net_pence, line.vat_code.rate_basis_points) for line in lines if line.vat_code)
