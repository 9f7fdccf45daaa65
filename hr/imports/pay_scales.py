from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from backoffice.actor import Actor
from backoffice.dating import overlap
from backoffice.imports.specs import CheckContext, Column, ImportRow, ImportSpec
from hr.imports.shared import LAST_DAY, STARTS_ON, WORKFORCE, check_order, counts, differs, ends_before, put
from hr.models import PayPoint, PayRate, PayScale, Standing
from hr.services.load import load_pay_scales


def _scale(row: ImportRow) -> dict[str, Any]:
    return {
        "name": row["name"],
        "workforce_type": row["workforce_type"],
        "rank": row["rank"] or "",
        "increment_months": row["increment_months"],
    }


def _rate(row: ImportRow) -> dict[str, Any]:
    return {"annual_pence": row["annual"], "source": row["source"], "standing": row["standing"]}


def check(rows: list[ImportRow], context: CheckContext) -> None:
    """Rates by scale, point and first day. Two queries."""
    scales = {scale.code: scale for scale in PayScale.objects.all()}
    rates: dict[tuple[str, str], list[PayRate]] = defaultdict(list)
    for rate in PayRate.objects.select_related("point__scale").order_by("starts_on"):
        rates[rate.point.scale.code, rate.point.label.upper()].append(rate)
    first: dict[str, ImportRow] = {}
    points: dict[tuple[str, str], list[ImportRow]] = defaultdict(list)
    for row in rows:
        check_order(row)
        if row["annual"] is not None and row["annual"] <= 0:
            row.problem("annual", "Annual pay is above 0.", "Give the full-time pay of a year.")
        if row["increment_months"] is not None and not 1 <= row["increment_months"] <= 120:
            row.problem("increment_months", "Increments come every 1 to 120 months.", "Give 12, or nothing.")
        if row["position"] is not None and not 1 <= row["position"] <= 999:
            row.problem("position", "Positions count from 1.", "Give 1 for the lowest point, 2 for the next.")
        if not row.ok:
            continue
        same = first.setdefault(row["scale"], row)
        if _scale(same) != _scale(row):
            row.problem(
                "name",
                f"Scale {row['scale']} has another name, workforce, rank or months in row {same.number}.",
                "Give the same in every row of a scale.",
            )
            continue
        key = (row["scale"], row["point"].upper())
        for other in points[key]:
            if overlap(row["starts_on"], ends_before(row), other["starts_on"], ends_before(other)):
                earlier, later = sorted((row, other), key=lambda each: each["starts_on"])
                if earlier["last_day"] is not None or earlier["starts_on"] == later["starts_on"]:
                    row.problem(
                        "starts_on", f"The point has a rate then in row {other.number}.", "Give other days."
                    )
        points[key].append(row)
        stored = next((rate for rate in rates[key] if rate.starts_on == row["starts_on"]), None)
        row.extra["rate"] = stored
        row.extra["stored"] = rates[key]
    for group in points.values():
        group.sort(key=lambda row: row["starts_on"])
        for row, following in zip(group, [*group[1:], None], strict=True):
            ends = ends_before(row)
            if ends is None and following is not None:
                ends = following["starts_on"]
            row.extra["ends_before"] = ends
            if not row.ok:
                continue
            stored = row.extra["rate"]
            if stored is not None:
                same_scale = not differs(scales[row["scale"]], _scale(row))
                same_rate = not differs(stored, _rate(row)) and stored.ends_before == ends
                same_point = stored.point.position == row["position"]
                row.outcome = "unchanged" if same_scale and same_rate and same_point else "changed"


def apply(*, actor: Actor, rows: list[ImportRow], today: date) -> dict[str, int]:
    scales = {scale.code: scale for scale in PayScale.objects.all()}
    points = {(p.scale.code, p.label.upper()): p for p in PayPoint.objects.select_related("scale")}
    new_scales, new_points, new, changed = [], [], [], []
    changed_scales: dict[str, PayScale] = {}
    changed_points: dict[int, PayPoint] = {}
    ends: dict[int, date] = {}
    for row in rows:
        code = row["scale"]
        scale = scales.get(code)
        if scale is None:
            scale = scales[code] = PayScale(code=code, **_scale(row))
            new_scales.append(scale)
        elif scale.pk and differs(scale, _scale(row)):
            changed_scales[code] = put(scale, _scale(row))
        key = (code, row["point"].upper())
        point = points.get(key)
        if point is None:
            point = points[key] = PayPoint(scale=scale, label=row["point"], position=row["position"])
            new_points.append(point)
        elif point.pk and row["position"] is not None and point.position != row["position"]:
            point.position = row["position"]
            changed_points[point.pk] = point
        values = _rate(row) | {"ends_before": row.extra["ends_before"]}
        stored = row.extra["rate"]
        if stored is not None:
            if differs(stored, values):
                changed.append(put(stored, values))
            continue
        for before in row.extra["stored"]:
            if before.starts_on < row["starts_on"] and (
                before.ends_before is None or before.ends_before > row["starts_on"]
            ):
                ends[before.pk] = row["starts_on"]
        new.append(PayRate(point=point, starts_on=row["starts_on"], **values))
    load_pay_scales(
        actor=actor,
        new_scales=new_scales,
        changed_scales=list(changed_scales.values()),
        new_points=new_points,
        changed_points=list(changed_points.values()),
        new=new,
        changed=changed,
        ends=ends,
    )
    return counts(rows)


PAY_SCALES = ImportSpec(
    kind="hr.pay_scales",
    label="Pay scales",
    permission="hr.change_pay_scales",
    function="hr",
    order=15,
    opens=("hr:pay_scales",),
    description="What each point of a scale pays from when, with its source. A new rate ends the one "
    "before it.",
    key=("scale", "point", "starts_on"),
    check=check,
    apply=apply,
    columns=[
        Column("scale", "Scale", kind="code", required=True, max_length=40, example="CONSTABLE"),
        Column("name", "Scale name", required=True, max_length=120, example="Constable"),
        Column(
            "workforce_type", "Workforce", kind="choice", required=True, choices=WORKFORCE, example="Officer"
        ),
        Column("rank", "Rank or grade", kind="code", max_length=20, example="PC"),
        Column(
            "increment_months",
            "Months between increments",
            kind="integer",
            example="12",
            help="Empty: no increments.",
        ),
        Column("point", "Point", required=True, max_length=40, example="3"),
        Column(
            "position",
            "Position",
            kind="integer",
            example="4",
            help="The order in which increments reach it. Empty: never by increment.",
        ),
        Column("annual", "Annual pay", kind="money", required=True, example="35106.00"),
        STARTS_ON,
        LAST_DAY,
        Column("source", "Source", required=True, max_length=300, example="Home Office circular, Annex F"),
        Column(
            "standing",
            "Standing",
            kind="choice",
            required=True,
            choices={
                "Confirmed": Standing.CONFIRMED,
                "Unconfirmed": Standing.UNCONFIRMED,
                "Invented": Standing.INVENTED,
            },
            example="Confirmed",
            help="Confirmed: read in the published text. Shown wherever the figure is.",
        ),
    ],
)
