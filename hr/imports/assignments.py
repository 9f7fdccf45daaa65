from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from backoffice.actor import Actor
from backoffice.dating import covers, overlap
from backoffice.imports.specs import CheckContext, Column, ImportRow, ImportSpec
from hr.imports.shared import LAST_DAY, PAYROLL_NUMBER, STARTS_ON, check_order, counts, ends_before
from hr.models import Assignment, Employment, PayPlacement, PayPoint, PayRate, PlacementReason, Post
from hr.services.load import load_assignments


def check(rows: list[ImportRow], context: CheckContext) -> None:
    """Assignments by payroll number, post and first day. Six queries, however many rows."""
    numbers = [row["number"] for row in rows if row["number"]]
    employments = {each.number: each for each in Employment.objects.filter(number__in=numbers)}
    posts = {
        post.number: post for post in Post.objects.filter(number__in=[r["post"] for r in rows if r["post"]])
    }
    points = {
        (point.scale.code, point.label.upper()): point for point in PayPoint.objects.select_related("scale")
    }
    scales = {code for code, _ in points}
    rated = set(PayRate.objects.values_list("point_id", flat=True).distinct())
    ids = [employment.pk for employment in employments.values()]
    assigned, placed = defaultdict(list), defaultdict(list)
    for assignment in Assignment.objects.filter(employment__in=ids).order_by("starts_on", "pk"):
        assigned[assignment.employment_id].append(assignment)
    for placement in PayPlacement.objects.filter(employment__in=ids).order_by("starts_on", "pk"):
        placed[placement.employment_id].append(placement)
    for row in rows:
        check_order(row)
        _check_names(row, employments, posts, scales, points, rated)
        if row.ok:
            _check_dates(row)
    _check_once(rows)
    by_employment: dict[int, list[ImportRow]] = defaultdict(list)
    for row in rows:
        if row.ok:
            by_employment[row.extra["employment"].pk].append(row)
    for employment_id, group in by_employment.items():
        _plan(sorted(group, key=lambda row: row["starts_on"]), assigned[employment_id], placed[employment_id])


def _check_names(
    row: ImportRow,
    employments: dict[str, Employment],
    posts: dict[str, Post],
    scales: set[str],
    points: dict[tuple[str, str], PayPoint],
    rated: set[int],
) -> None:
    number, post, fte = row["number"], row["post"], row["fte"]
    if number and number not in employments:
        row.problem("number", f"Nobody has payroll number {number}.", "Load the people first, or correct it.")
    if post and post not in posts:
        row.problem("post", f"There is no post {post}.", "Load the posts first, or correct the number.")
    if fte is not None and not 0 < fte <= 1:
        row.problem("fte", f"FTE {fte} is not above 0 and at most 1.", "Extra hours are an overtime claim.")
    elif fte is not None and fte != round(fte, 4):
        row.problem("fte", f"FTE {fte} has more than four decimals.", f"Give {round(fte, 4)}.")
    row.extra |= {"employment": employments.get(number), "post": posts.get(post), "point": None}
    scale, label = row["scale"], row["point"]
    if bool(scale) != bool(label):
        row.problem(
            "point" if scale else "scale", "A pay point is a scale and a point.", "Give both, or neither."
        )
    elif scale and scale not in scales:
        row.problem(
            "scale", f"There is no pay scale {scale}.", "Load the pay scales first, or correct the code."
        )
    elif scale:
        point = points.get((scale, label.upper()))
        if point is None:
            known = ", ".join(found for code, found in points if code == scale)
            row.problem("point", f"{scale} has no point {label}.", f"Give one of: {known}.")
        elif point.pk not in rated:
            row.problem(
                "point", f"{scale} point {label} has no rate.", "Add its rate to the pay scale first."
            )
        row.extra["point"] = point


def _check_dates(row: ImportRow) -> None:
    employment, post, starts = row.extra["employment"], row.extra["post"], row["starts_on"]
    ends = ends_before(row) or employment.ends_before
    row.extra["ends_before"] = ends
    if starts < employment.starts_on:
        row.problem(
            "starts_on",
            f"{row['number']} starts on {employment.starts_on:%d/%m/%Y}, after this day.",
            "Give a day on or after it.",
        )
    elif employment.ends_before and (starts >= employment.ends_before or ends > employment.ends_before):
        row.problem("last_day", f"{row['number']} has left by then.", "Give a last day in the employment.")
    if starts < post.starts_on or (post.ends_before and (ends is None or ends > post.ends_before)):
        row.problem(
            "post", f"Post {post.number} is not there on all of these days.", "Give days on which it is."
        )
    if post.needs_warrant and employment.workforce_type not in ("OFFICER", "SPECIAL"):
        row.problem("post", f"Post {post.number} needs a warrant.", "Give a post that needs none.")
    placed_on = row["placed_on"] or starts
    if row.extra["point"] and not covers(employment.starts_on, employment.ends_before, placed_on):
        row.problem(
            "placed_on", f"{row['number']} is not employed on {placed_on:%d/%m/%Y}.", "Give another day."
        )


def _check_once(rows: list[ImportRow]) -> None:
    """One person on one post once at a time."""
    held: dict[tuple[int, int], list[ImportRow]] = defaultdict(list)
    for row in rows:
        if not row.ok:
            continue
        key = (row.extra["employment"].person_id, row.extra["post"].pk)
        for other in held[key]:
            if overlap(
                row["starts_on"], row.extra["ends_before"], other["starts_on"], other.extra["ends_before"]
            ):
                row.problem(
                    "post",
                    f"{row['number']} is on post {row['post']} at the same time in row {other.number}.",
                    "Leave one out, or give days that do not overlap.",
                )
                break
        held[key].append(row)


def _plan(rows: list[ImportRow], assigned: list[Assignment], placed: list[PayPlacement]) -> None:
    """What each row of one employment does: new, changed or unchanged; and which assignments end because
    of it."""
    named = {(row.extra["post"].pk, row["starts_on"]) for row in rows}
    for row in rows:
        _plan_assignment(row, rows, assigned, named)
        if row.extra["point"] is not None and row.ok:
            _plan_placement(row, placed)


def _plan_assignment(
    row: ImportRow, rows: list[ImportRow], assigned: list[Assignment], named: set[tuple[int, date]]
) -> None:
    post, starts, ends = row.extra["post"], row["starts_on"], row.extra["ends_before"]
    fte = row["fte"] if row["fte"] is not None else Decimal(1)
    row.extra["fte"], row.extra["ended"] = fte, {}
    same = next((each for each in assigned if each.post_id == post.pk and each.starts_on == starts), None)
    row.extra["assignment"] = same
    if same is not None:
        row.outcome = "unchanged" if (same.fte, same.ends_before) == (fte, ends) else "changed"
        return
    # one that is in force and not in the file ends where this begins: the same post, or what passes full time
    present = [
        each
        for each in assigned
        if covers(each.starts_on, each.ends_before, starts)
        and each.starts_on < starts
        and (each.post_id, each.starts_on) not in named
    ]
    in_file = sum((other.extra["fte"] for other in rows if other is not row and _runs(other, starts)), fte)
    if in_file > 1:
        row.problem(
            "fte", f"{row['number']} would work more than full time.", "Lower the FTE, or end the other row."
        )
    total = in_file + sum((each.fte for each in present if each.post_id != post.pk), Decimal(0))
    row.extra["ended"] = {each.pk: starts for each in present if each.post_id == post.pk or total > 1}


def _runs(row: ImportRow, on: date) -> bool:
    return "fte" in row.extra and covers(row["starts_on"], row.extra["ends_before"], on)


def _plan_placement(row: ImportRow, placed: list[PayPlacement]) -> None:
    point, employment = row.extra["point"], row.extra["employment"]
    starts = row["placed_on"] or row["starts_on"]
    counts_from = row["counts_from"] or starts
    current = next((each for each in placed if covers(each.starts_on, each.ends_before, starts)), None)
    if current is not None and current.point_id == point.pk:
        if row["counts_from"] and current.counts_from != counts_from:
            current.counts_from = counts_from
            row.extra["placement_changed"] = current
    elif current is not None and current.starts_on == starts:
        current.point, current.counts_from = point, counts_from
        row.extra["placement_changed"] = current
    else:
        following = next((each for each in placed if each.starts_on > starts), None)
        ends = following.starts_on if following else employment.ends_before
        if current is not None:
            ends = current.ends_before
            if current.pk is None:  # of an earlier row of this file
                current.ends_before = starts
            else:
                row.extra["placement_ended"] = (current.pk, starts)
        new = PayPlacement(
            employment=employment,
            point=point,
            starts_on=starts,
            ends_before=ends,
            counts_from=counts_from,
            reason=PlacementReason.CHANGE if placed else PlacementReason.START,
        )
        row.extra["placement"] = new
        placed.append(new)
    if row.outcome == "unchanged" and {"placement", "placement_changed"} & row.extra.keys():
        row.outcome = "changed"


def _extras(rows: Iterable[ImportRow], name: str) -> list[Any]:
    return [row.extra[name] for row in rows if name in row.extra]


def apply(*, actor: Actor, rows: list[ImportRow], today: date) -> dict[str, int]:
    new, changed = [], []
    ends: dict[int, date] = {}
    for row in rows:
        found = row.extra["assignment"]
        if found is None:
            new.append(
                Assignment(
                    employment=row.extra["employment"],
                    person_id=row.extra["employment"].person_id,
                    post=row.extra["post"],
                    fte=row.extra["fte"],
                    starts_on=row["starts_on"],
                    ends_before=row.extra["ends_before"],
                )
            )
        elif (found.fte, found.ends_before) != (row.extra["fte"], row.extra["ends_before"]):
            found.fte, found.ends_before = row.extra["fte"], row.extra["ends_before"]
            changed.append(found)
        ends |= row.extra["ended"]
    load_assignments(
        actor=actor,
        new=new,
        changed=changed,
        ends=ends,
        new_placements=_extras(rows, "placement"),
        changed_placements=_extras(rows, "placement_changed"),
        placement_ends=dict(_extras(rows, "placement_ended")),
    )
    return counts(rows)


ASSIGNMENTS = ImportSpec(
    kind="hr.assignments",
    label="Assignments and pay points",
    permission="hr.import_people",
    function="hr",
    order=35,
    opens=("hr:people",),
    description="Who holds which post from when, and on which pay point. A new row for somebody who "
    "holds another post ends "
    "that one the day before, where the two would pass full time.",
    key=("number", "post", "starts_on"),
    check=check,
    apply=apply,
    columns=[
        PAYROLL_NUMBER,
        Column(
            "post",
            "Post number",
            kind="code",
            required=True,
            max_length=20,
            example="HA140-0123",
            aliases=("Position number", "Position", "Post no"),
        ),
        Column("fte", "FTE", kind="decimal", example="1", help="Above 0, at most 1. Empty: 1."),
        STARTS_ON,
        LAST_DAY,
        Column("scale", "Scale", kind="code", max_length=40, example="CONSTABLE", aliases=("Pay scale",)),
        Column("point", "Point", max_length=40, example="3", aliases=("Pay point", "Spinal point", "SCP")),
        Column(
            "placed_on",
            "On the point from",
            kind="date",
            example="01/09/2026",
            help="Empty: from the first day of the assignment.",
        ),
        Column(
            "counts_from",
            "Increments count from",
            kind="date",
            example="01/09/2026",
            help="The next increment is due when the scale's months have passed. Empty: the day above.",
            aliases=("Incremental date", "Increment date"),
        ),
    ],
)
