"""Budget versions: draft, fill, phase, submit; approval is the kernel's (see finance/services/budgets/approval.py)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Max

from backoffice.actor import Actor
from backoffice.approvals.queries import approval_of
from backoffice.approvals.services import request_approval, withdraw
from backoffice.errors import Refused
from backoffice.links import Link
from backoffice.services import lock, service
from finance.errors import UnknownCode
from finance.models import BudgetLine, BudgetVersion, PhasingProfile, VirementLine
from finance.rules.money import pounds
from finance.rules.periods import months_of
from finance.rules.phasing import FLAT, MONTHS, spread, spread_as
from finance.services.budgets.errors import BudgetLineWrong, BudgetNotADraft
from finance.services.lines import Line, ids_of, look_up

KIND = "finance.budget"


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """A line as a file or a form gives it, in codes; pence: spending above nothing, income below.

    With `months` it is phased by hand; without, by `phasing` (flat, actual, profile).
    """

    account: str
    cost_centre: str
    total_pence: int
    objective: str | None = None
    project: str | None = None
    months: Sequence[int] | None = None
    phasing: str = BudgetLine.Phasing.FLAT
    note: str = ""


@service(permission="finance.change_budgets")
def draft_budget(
    *,
    actor: Actor,
    financial_year: str,
    name: str,
    note: str = "",
    copy_of: BudgetVersion | None = None,
    with_virements: bool = True,
) -> BudgetVersion:
    """Begin a version: empty, or with the lines of another one and the virements agreed on it.

    The first approved version of a year is its original; what is begun after that is a revision.
    """
    try:
        months_of(financial_year)
    except ValueError as error:
        raise Refused(str(error), where="financial_year", code="financial_year") from error
    with connection.cursor() as cursor:  # one number at a time
        cursor.execute("LOCK TABLE finance_budgetversion IN SHARE ROW EXCLUSIVE MODE")
    versions = BudgetVersion.objects.filter(financial_year=financial_year)
    number = (versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = BudgetVersion.objects.create(
        financial_year=financial_year,
        number=number,
        kind=BudgetVersion.Kind.REVISED if _has_original(financial_year) else BudgetVersion.Kind.ORIGINAL,
        name=name.strip(),
        note=note.strip(),
        based_on=copy_of,
        made_by_id=actor.member_id,
    )
    if copy_of is not None:
        _copy_lines(copy_of, version, with_virements)
    return version


def _copy_lines(source: BudgetVersion, version: BudgetVersion, with_virements: bool) -> None:
    """The lines of another version, with what virements moved on it added to them."""
    lines: dict[tuple[int | None, ...], BudgetLine] = {}
    for line in source.lines.order_by("id"):
        key = (line.account_id, line.cost_centre_id, line.objective_id, line.project_id)
        line.pk, line.version = None, version
        lines[key] = line
    moved = VirementLine.objects.filter(virement__version=source) if with_virements else []
    for move in moved:
        key = (move.account_id, move.cost_centre_id, move.objective_id, move.project_id)
        found = lines.setdefault(
            key,
            BudgetLine(
                version=version,
                account_id=move.account_id,
                cost_centre_id=move.cost_centre_id,
                objective_id=move.objective_id,
                project_id=move.project_id,
                total_pence=0,
                months=[0] * MONTHS,
            ),
        )
        found.months = [a + b for a, b in zip(found.months, move.months, strict=True)]
        found.total_pence += move.total_pence
        found.phasing = BudgetLine.Phasing.BY_HAND
    BudgetLine.objects.bulk_create(lines.values(), batch_size=2000)


@service(permission="finance.change_budgets")
def change_budget(*, actor: Actor, version: BudgetVersion, name: str, note: str = "") -> BudgetVersion:
    """What a draft is called, and why it is made."""
    version = _draft(version)
    version.name, version.note = name.strip(), note.strip()
    version.save(update_fields=["name", "note"])
    return version


@service(permission="finance.change_budgets")
def put_lines(
    *,
    actor: Actor,
    version: BudgetVersion,
    rows: Sequence[BudgetRow],
    profile: PhasingProfile | None = None,
) -> dict[str, int]:
    """Add lines to a draft and replace those of the same coding. Five statements, however many rows."""
    version = _draft(version)
    wanted = [
        Line(row.account, row.cost_centre, row.objective, row.total_pence, "", row.project) for row in rows
    ]
    codes = look_up(wanted)
    actuals = last_years_actuals(version.financial_year) if _asks_for_actuals(rows) else {}
    existing = {
        (line.account_id, line.cost_centre_id, line.objective_id, line.project_id): line.pk
        for line in version.lines.all()
    }
    made: dict[tuple[int | None, ...], BudgetLine] = {}
    for number, (row, line) in enumerate(zip(rows, wanted, strict=True), start=1):
        account_id, cost_centre_id, objective_id, project_id = ids_of(line, codes, number)
        if cost_centre_id is None:
            raise UnknownCode(
                f"Line {number}: no cost centre is given.",
                where=f"line {number}",
                next_step="Choose the cost centre that holds the budget.",
            )
        key = (account_id, cost_centre_id, objective_id, project_id)
        if key in made:
            raise BudgetLineWrong(
                f"Line {number}: {row.account} and {row.cost_centre} stand twice with the same coding.",
                where=f"line {number}",
                next_step="Put both amounts on one line.",
            )
        months = phased(row, actuals, profile, (cost_centre_id, account_id), number)
        made[key] = BudgetLine(
            version=version,
            account_id=account_id,
            cost_centre_id=cost_centre_id,
            objective_id=objective_id,
            project_id=project_id,
            total_pence=row.total_pence,
            months=months,
            phasing=BudgetLine.Phasing.BY_HAND if row.months is not None else row.phasing,
            note=row.note,
        )
    replaced = [existing[key] for key in made if key in existing]
    BudgetLine.objects.filter(pk__in=replaced).delete()
    BudgetLine.objects.bulk_create(made.values(), batch_size=2000)
    return {"added": len(made) - len(replaced), "changed": len(replaced)}


@service(permission="finance.change_budgets")
def take_line_out(*, actor: Actor, version: BudgetVersion, line_id: int) -> None:
    """Take a line out of a draft."""
    version = _draft(version)
    version.lines.filter(pk=line_id).delete()


@service(permission="finance.change_budgets")
def phase_again(
    *, actor: Actor, version: BudgetVersion, phasing: str, profile: PhasingProfile | None = None
) -> int:
    """Spread every line of a draft anew over the months; tells how many there are."""
    version = _draft(version)
    if phasing == BudgetLine.Phasing.PROFILE and profile is None:
        raise Refused("No profile is chosen.", where="profile", next_step="Choose one.", code="no_profile")
    actuals = last_years_actuals(version.financial_year) if phasing == BudgetLine.Phasing.ACTUAL else {}
    lines = list(version.lines.all())
    for line in lines:
        weights = profile.weights if profile is not None else FLAT
        if phasing == BudgetLine.Phasing.ACTUAL:
            line.months = spread_as(
                line.total_pence, actuals.get((line.cost_centre_id, line.account_id), FLAT)
            )
        else:
            line.months = spread(line.total_pence, weights)
        line.phasing = phasing
    BudgetLine.objects.bulk_update(lines, ["months", "phasing"], batch_size=500)
    return len(lines)


@service(permission="finance.change_budgets")
def submit_budget(*, actor: Actor, version: BudgetVersion) -> BudgetVersion:
    """Send a draft to the approvers; from here on nothing in it changes."""
    version = _draft(version)
    total = sum(version.lines.values_list("total_pence", flat=True))
    if not version.lines.exists():
        raise Refused(
            f"{version} has no lines.",
            next_step="Load a file or add lines first.",
            code="finance_budget_has_lines",
        )
    if _has_original(version.financial_year):  # perhaps another draft was first
        version.kind = BudgetVersion.Kind.REVISED
    version.state = BudgetVersion.State.AWAITING
    version.save(update_fields=["state", "kind"])
    request_approval(
        actor=actor,
        kind=KIND,
        target=Link(KIND, version.pk),
        summary=f"Budget {version}: £{pounds(total)} net",
        made_by=[version.made_by_id],
    )
    return version


@service(permission="finance.change_budgets")
def withdraw_budget(*, actor: Actor, version: BudgetVersion) -> BudgetVersion:
    """Take a submitted budget back: it is a draft again."""
    approval = approval_of(Link(KIND, version.pk))
    if version.state != BudgetVersion.State.AWAITING or approval is None:
        raise BudgetNotADraft(f"{version} does not wait for approval.", next_step="Look at it again.")
    withdraw(actor=actor, approval=approval)
    version.refresh_from_db()
    return version


@service(permission="finance.change_budgets")
def delete_budget(*, actor: Actor, version: BudgetVersion) -> None:
    """Take a draft away with its lines."""
    version = _draft(version)
    version.delete()


@service(permission="finance.change_budgets")
def put_profile(
    *,
    actor: Actor,
    name: str,
    weights: Sequence[int],
    profile: PhasingProfile | None = None,
    is_used: bool = True,
) -> PhasingProfile:
    """Save a way of phasing; budgets phased by it before keep their months."""
    if len(weights) != MONTHS or min(weights) < 0 or not any(weights):
        raise Refused(
            "A profile has twelve weights, none below nothing and one above it at least.",
            where="weights",
            next_step="Give a number for each month from April to March.",
            code="profile_wrong",
        )
    if profile is None:
        return PhasingProfile.objects.create(name=name.strip(), weights=list(weights), is_used=is_used)
    profile = lock(profile)
    profile.name, profile.weights, profile.is_used = name.strip(), list(weights), is_used
    profile.save(update_fields=["name", "weights", "is_used"])
    return profile


def phased(
    row: BudgetRow,
    actuals: Mapping[tuple[int, int], Sequence[int]],
    profile: PhasingProfile | None,
    coding: tuple[int, int],
    number: int,
) -> list[int]:
    """The twelve months of a line, which sum to its total."""
    if row.months is not None:
        if len(row.months) != MONTHS or sum(row.months) != row.total_pence:
            raise BudgetLineWrong(
                f"Line {number}: the months add up to £{pounds(sum(row.months))}, not to"
                f" £{pounds(row.total_pence)}.",
                where=f"line {number}",
                next_step="Correct a month or the year, or leave the months out to have them worked out.",
            )
        return list(row.months)
    if row.phasing == BudgetLine.Phasing.PROFILE:
        if profile is None:
            raise BudgetLineWrong(
                f"Line {number} is phased by a profile, and none is chosen.",
                where=f"line {number}",
                next_step="Choose a profile.",
            )
        return spread(row.total_pence, profile.weights)
    if row.phasing == BudgetLine.Phasing.ACTUAL:
        return spread_as(row.total_pence, actuals.get(coding, FLAT))
    return spread(row.total_pence, FLAT)


def _asks_for_actuals(rows: Sequence[BudgetRow]) -> bool:
    return any(row.months is None and row.phasing == BudgetLine.Phasing.ACTUAL for row in rows)


def last_years_actuals(financial_year: str) -> dict[tuple[int, int], list[int]]:
    """(cost centre, account) -> the twelve months of the year before, in pence. One query."""
    start = int(financial_year[:4]) - 1
    found: dict[tuple[int, int], list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.cost_centre_id, b.account_id, p.number, sum(b.debit_pence - b.credit_pence)::bigint"
            " FROM finance_period p JOIN finance_balance b ON b.period_id = p.id"
            " WHERE p.financial_year = %s AND b.cost_centre_id IS NOT NULL GROUP BY 1, 2, 3",
            [f"{start}/{(start + 1) % 100:02d}"],
        )
        for cost_centre_id, account_id, number, pence in cursor.fetchall():
            found.setdefault((cost_centre_id, account_id), [0] * MONTHS)[number - 1] = pence
    return found


def _has_original(financial_year: str) -> bool:
    approved = BudgetVersion.objects.filter(financial_year=financial_year, state="approved")
    return approved.filter(kind="original").exists()


def _draft(version: BudgetVersion) -> BudgetVersion:
    version = lock(version)
    if not version.is_draft:
        raise BudgetNotADraft(
            f"{version} is {version.get_state_display().lower()}, so it does not change.",
            next_step="Withdraw it first."
            if version.state == BudgetVersion.State.AWAITING
            else "Propose a virement, or copy it into a revision.",
        )
    return version


def day_in_year(financial_year: str, day: date) -> int:
    """The month of a year (April is 1) a day lies in; 1 before the year and 12 after it."""
    months = months_of(financial_year)
    if day < months[0].starts_on:
        return 1
    return next((month.number for month in months if day <= month.ends_on), MONTHS)
