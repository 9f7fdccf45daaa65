"""Holding budget for what is ordered, giving it back, and the check before money is spent.

Called inside the caller's transaction. Each decision locks the controls above the cost centres it touches, in the order of
their ids, until that transaction ends; the database takes the same decision again when entries are written
(finance/migrations/0006_budgets.sql).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.db.models import Sum

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.links import Link
from backoffice.services import service
from finance.errors import UnknownCode
from finance.models import CommitmentEntry, CostCentre
from finance.rules.money import pounds
from finance.rules.periods import financial_year_of
from finance.services.budgets.errors import OverBudget
from finance.services.lines import Line, ids_of, look_up


class CommitmentLine(NamedTuple):
    """What one line of a document would spend: codes and pence, nothing or more."""

    account: str
    cost_centre: str
    objective: str | None
    project: str | None
    amount_pence: int
    line: int


@dataclass(frozen=True, slots=True)
class BudgetAnswer:
    """Yes, with sentences where a budget only warns."""

    warnings: list[str]


class Coding(NamedTuple):
    """Where a commitment stands: a line of a document, a year and ids."""

    line: int
    year: str
    account_id: int
    cost_centre_id: int
    objective_id: int | None
    project_id: int | None


@service(permission=None)
def commit(
    *,
    actor: Actor,
    source: Link,
    lines: Iterable[CommitmentLine],
    on: date,
    replaces: Link | None = None,
) -> BudgetAnswer:
    """Make `source` hold exactly these lines, and `replaces` nothing any more, in one decision.

    Raises `OverBudget` where a control above one of the cost centres stops; warnings come back. Asked twice with the same
    lines nothing happens. No permission of its own: it is part of the service that orders.
    """
    wanted = _coded(list(lines), on)
    held = _held(source)
    change: Counter[Coding] = Counter()
    years = {key[:1] + key[2:]: key.year for key in held}  # what is held stays in its year
    for key, pence in wanted.items():
        change[key._replace(year=years.get(key[:1] + key[2:], key.year))] += pence
    change.subtract(held)
    changes = [(source, key, pence) for key, pence in change.items() if pence]
    if replaces is not None:
        changes += [(replaces, key, -pence) for key, pence in _held(replaces).items()]
    answer = _check([(key, pence) for _, key, pence in changes])
    _write(actor, changes, on)
    return answer


@service(permission=None)
def release(*, actor: Actor, source: Link, amounts: Mapping[int, int] | None, on: date) -> BudgetAnswer:
    """Give back what `source` holds: all of it (None), or so many pence of a line.

    Pence below nothing take budget again (a return), and are checked. More than a line holds is refused. No permission of
    its own: it is part of the service that receives or cancels.
    """
    held = _held(source)
    changes: list[tuple[Link, Coding, int]] = []
    if amounts is None:
        changes = [(source, key, -pence) for key, pence in held.items()]
    else:
        for line, pence in amounts.items():
            changes += _given_back(source, held, line, pence)
    answer = _check([(key, pence) for _, key, pence in changes])
    _write(actor, changes, on)
    return answer


@service(permission=None)
def check_spend(*, actor: Actor, lines: Iterable[CommitmentLine], on: date) -> BudgetAnswer:
    """The same decision without entries, for spending that was not ordered; its locks hold until the caller has posted.

    No permission of its own: it is part of the service that spends.
    """
    return _check(list(_coded(list(lines), on).items()))


def _given_back(
    source: Link, held: Mapping[Coding, int], line: int, pence: int
) -> list[tuple[Link, Coding, int]]:
    """Entries that give back so many pence of a line, from the codings it holds, the oldest year first."""
    if pence == 0:
        return []
    if pence < 0:
        last = _last_coding(source, line)
        if last is None:
            raise Refused(
                f"Line {line} never held any budget.", where=f"line {line}", code="commitment_line_unknown"
            )
        return [(source, last, -pence)]
    entries = []
    for key in sorted((k for k in held if k.line == line), key=lambda k: k.year):
        part = min(pence, held[key])
        if part:
            entries.append((source, key, -part))
            pence -= part
    if pence:
        raise Refused(
            f"Line {line} holds £{pounds(pence)} less than would be given back.",
            where=f"line {line}",
            next_step="Look at the document again: it may have been received or cancelled already.",
            code="finance_commitment_not_below_nothing",
        )
    return entries


FIELDS = ("line", "financial_year", "account_id", "cost_centre_id", "objective_id", "project_id")


def _held(source: Link) -> dict[Coding, int]:
    entries = CommitmentEntry.objects.filter(source_kind=source.kind, source_id=source.id)
    sums = entries.values_list(*FIELDS).annotate(held=Sum("amount_pence")).order_by(*FIELDS)
    return {Coding(*key): pence for *key, pence in sums if pence}


def _last_coding(source: Link, line: int) -> Coding | None:
    entries = CommitmentEntry.objects.filter(source_kind=source.kind, source_id=source.id, line=line)
    found = entries.order_by("-id").values_list(*FIELDS).first()
    return Coding(*found) if found else None


def _coded(lines: Sequence[CommitmentLine], on: date) -> Counter[Coding]:
    """Lines in ids. One query, however many lines."""
    given = [
        Line(each.account, each.cost_centre, each.objective, each.amount_pence, "", each.project)
        for each in lines
    ]
    codes = look_up(given)
    year = financial_year_of(on)
    coded: Counter[Coding] = Counter()
    for line, coding in zip(lines, given, strict=True):
        if line.amount_pence < 0:
            raise Refused(
                f"Line {line.line} is below nothing.",
                where=f"line {line.line}",
                next_step="Give an amount of nothing or more; a credit is recorded as a credit note.",
                code="commitment_below_nothing",
            )
        account_id, cost_centre_id, objective_id, project_id = ids_of(coding, codes, line.line)
        if cost_centre_id is None:
            raise UnknownCode(
                f"Line {line.line}: no cost centre is given.",
                where=f"line {line.line}",
                next_step="Choose the cost centre that spends.",
            )
        key = Coding(line.line, year, account_id, cost_centre_id, objective_id, project_id)
        if line.amount_pence:
            coded[key] += line.amount_pence
    return coded


def _write(actor: Actor, changes: Sequence[tuple[Link, Coding, int]], on: date) -> None:
    """The entries, in one statement, so that the database decides about all of them together."""
    CommitmentEntry.objects.bulk_create(
        CommitmentEntry(
            source_kind=source.kind,
            source_id=source.id,
            line=key.line,
            financial_year=key.year,
            dated_on=on,
            account_id=key.account_id,
            cost_centre_id=key.cost_centre_id,
            objective_id=key.objective_id,
            project_id=key.project_id,
            amount_pence=pence,
            made_by_id=actor.member_id,
        )
        for source, key, pence in changes
    )


@dataclass(frozen=True, slots=True)
class Control:
    """What a control says about a decision, in pence; `left_pence` is before it, tolerance included."""

    id: int
    cost_centre_id: int
    action: str
    account_group: str
    year: str
    budget_pence: int
    tolerance_pence: int
    spent_pence: int
    committed_pence: int
    wanted_pence: int
    is_budgeted: bool

    @property
    def left_pence(self) -> int:
        return self.budget_pence + self.tolerance_pence - self.spent_pence - self.committed_pence


def ask_controls(wanted: Sequence[tuple[Coding, int]]) -> list[Control]:
    """Lock the controls these amounts touch, and what each says: one row where spending would be added. One query."""
    if not any(pence > 0 for _, pence in wanted):
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM finance_budget_check(%s::text[], %s::bigint[], %s::bigint[], %s::bigint[], false)",
            [
                [key.year for key, _ in wanted],
                [key.account_id for key, _ in wanted],
                [key.cost_centre_id for key, _ in wanted],
                [pence for _, pence in wanted],
            ],
        )
        return [Control(*row) for row in cursor.fetchall()]


def _check(wanted: Sequence[tuple[Coding, int]]) -> BudgetAnswer:
    over = [c for c in ask_controls(wanted) if c.wanted_pence > c.left_pence]
    if not over:
        return BudgetAnswer([])
    centres = CostCentre.objects.in_bulk({c.cost_centre_id for c in over})
    for control in over:
        if control.action == "stop":
            raise over_budget(control, centres[control.cost_centre_id])
    return BudgetAnswer([in_words(c, centres[c.cost_centre_id]) for c in over])


def in_words(control: Control, centre: CostCentre) -> str:
    """What a control says, with every figure it is made of."""
    of = f", {control.account_group}" if control.account_group else ""
    if not control.is_budgeted:
        return f"{centre}{of} has no approved budget for {control.year}; £{pounds(control.wanted_pence)} is asked for."
    tolerance = f", with a tolerance of £{pounds(control.tolerance_pence)}" if control.tolerance_pence else ""
    left = control.left_pence
    remains = f"£{pounds(left)} is left" if left >= 0 else f"it is overspent by £{pounds(-left)}"
    return (
        f"{centre}{of} has a budget of £{pounds(control.budget_pence)} for {control.year}{tolerance}:"
        f" £{pounds(control.spent_pence)} is spent, £{pounds(control.committed_pence)} committed, so {remains},"
        f" and £{pounds(control.wanted_pence)} is asked for."
    )


def over_budget(control: Control, centre: CostCentre) -> OverBudget:
    """The refusal, with its figures."""
    short = control.wanted_pence - control.left_pence
    refusal = OverBudget(
        in_words(control, centre),
        next_step=f"Ask for £{pounds(short)} less, or propose a virement of £{pounds(short)} to {centre}."
        if control.is_budgeted
        else "Have a budget of the year approved first.",
        where="lines",
    )
    refusal.figures = {
        "budget_pence": control.budget_pence,
        "tolerance_pence": control.tolerance_pence,
        "spent_pence": control.spent_pence,
        "committed_pence": control.committed_pence,
        "left_pence": control.left_pence,
        "wanted_pence": control.wanted_pence,
    }
    return refusal
