"""Lines as callers give them, in codes, and what they become."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import connection

from finance.errors import LineWrong, NotBalanced, TooFewLines, UnknownCode
from finance.models import Account, CostCentre, JournalLine, Project
from finance.rules.money import pounds


class Line(NamedTuple):
    """One line: codes and pence, debit above nothing, credit below. A plain tuple in this order serves as well."""

    account: str
    cost_centre: str | None
    objective: str | None
    amount_pence: int
    memo: str = ""
    project: str | None = None


@dataclass(frozen=True, slots=True)
class Codes:
    """What codes stand for: code -> id."""

    accounts: dict[str, int]
    cost_centres: dict[str, int]
    objectives: dict[str, int]
    projects: dict[str, int]


def look_up(lines: Iterable[Line]) -> Codes:
    """The ids behind the lines' codes. One query, however many lines; unknown codes are simply not there."""
    accounts: set[str] = set()
    cost_centres: set[str | None] = set()
    objectives: set[str | None] = set()
    projects: set[str | None] = set()
    for account, cost_centre, objective, _, _, project in lines:
        accounts.add(account)
        cost_centres.add(cost_centre)
        objectives.add(objective)
        projects.add(project)
    found = Codes({}, {}, {}, {})
    kinds = {"a": found.accounts, "c": found.cost_centres, "o": found.objectives, "p": found.projects}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'a', code, id FROM finance_account WHERE code = ANY (%s)"
            " UNION ALL SELECT 'c', code, id FROM finance_costcentre WHERE code = ANY (%s)"
            " UNION ALL SELECT 'o', code, id FROM finance_objective WHERE code = ANY (%s)"
            " UNION ALL SELECT 'p', code, id FROM finance_project WHERE code = ANY (%s)",
            [
                list(accounts),
                [c for c in cost_centres if c],
                [o for o in objectives if o],
                [p for p in projects if p],
            ],
        )
        for kind, code, id in cursor.fetchall():
            kinds[kind][code] = id
    return found


def ids_of(line: Line, codes: Codes, number: int) -> tuple[int, int | None, int | None, int | None]:
    """Account, cost centre, objective and project of a line; refuses a code that does not exist, naming the line."""
    account, cost_centre, objective, project = line.account, line.cost_centre, line.objective, line.project
    account_id = codes.accounts.get(account)
    if account_id is None:
        raise UnknownCode(
            f"Line {number}: there is no account {account}.",
            where=f"line {number}",
            next_step="Choose an account from the chart.",
        )
    cost_centre_id = codes.cost_centres.get(cost_centre) if cost_centre else None
    if cost_centre and cost_centre_id is None:
        raise UnknownCode(
            f"Line {number}: there is no cost centre {cost_centre}.",
            where=f"line {number}",
            next_step="Choose one from the list, or add the cost centre first.",
        )
    objective_id = codes.objectives.get(objective) if objective else None
    if objective and objective_id is None:
        raise UnknownCode(
            f"Line {number}: there is no objective {objective}.",
            where=f"line {number}",
            next_step="Choose one from the list of police objectives.",
        )
    project_id = codes.projects.get(project) if project else None
    if project and project_id is None:
        raise UnknownCode(
            f"Line {number}: there is no project {project}.",
            where=f"line {number}",
            next_step="Choose one from the list, or add the project first.",
        )
    return account_id, cost_centre_id, objective_id, project_id


def check_complete(lines: list[JournalLine], day: date) -> None:
    """Refuse what posting would refuse, naming the line. The database checks it again when the journal is posted.

    Two queries, three with projects (objectives are known by having been saved).
    """
    if len(lines) < 2:
        raise TooFewLines(
            "The journal needs at least two lines.",
            where="lines",
            next_step="Add the other side.",
        )
    total = sum(line.amount_pence for line in lines)
    if total:
        side = "debits" if total > 0 else "credits"
        raise NotBalanced(
            f"The journal does not balance: {side} are £{pounds(abs(total))} more.",
            where="lines",
            next_step="Change the amounts until debits and credits are equal.",
        )
    accounts = Account.objects.in_bulk({line.account_id for line in lines})
    cost_centres = CostCentre.objects.in_bulk({line.cost_centre_id for line in lines if line.cost_centre_id})
    projects = Project.objects.in_bulk({line.project_id for line in lines if line.project_id})
    for line in lines:
        where = f"line {line.number}"
        account = accounts[line.account_id]
        if not account.is_open_on(day):
            raise LineWrong(
                f"Line {line.number}: account {account} is not in use on {day:%-d %B %Y}.",
                where=where,
                next_step="Choose another account.",
            )
        if account.cost_centre_required and line.cost_centre_id is None:
            raise LineWrong(
                f"Line {line.number}: account {account} asks for a cost centre.",
                where=where,
                next_step="Give the cost centre that spends.",
            )
        if account.objective_required and line.objective_id is None:
            raise LineWrong(
                f"Line {line.number}: account {account} asks for a police objective.",
                where=where,
                next_step="Give the objective the spending was for.",
            )
        if line.cost_centre_id is not None:
            centre = cost_centres[line.cost_centre_id]
            if not centre.is_open_on(day):
                raise LineWrong(
                    f"Line {line.number}: cost centre {centre} is not in use on {day:%-d %B %Y}.",
                    where=where,
                    next_step="Choose another cost centre.",
                )
        if account.project_required and line.project_id is None:
            raise LineWrong(
                f"Line {line.number}: account {account} asks for a project.",
                where=where,
                next_step="Give the project the spending belongs to.",
            )
        if line.project_id is not None and not projects[line.project_id].is_open_on(day):
            raise LineWrong(
                f"Line {line.number}: project {projects[line.project_id]} is not in use on {day:%-d %B %Y}.",
                where=where,
                next_step="Choose another project.",
            )
