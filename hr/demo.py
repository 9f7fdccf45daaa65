"""The demonstration's workforce, invented: files as an authority's own HR system would hand them over.

Nobody here exists. Names are common first and last names put together at random, National Insurance
numbers have the
prefix PZ (kept for administration, given to nobody), sort codes begin with 00 (not in use) and mail goes
to `.example`.
The size and shape of `cleveland` follow the published figures of October 2009: 1,736 officers, 188 PCSOs,
716 staff.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

import yaml

from hr.reference import FOLDER, reference_rates

FIRST_PAID = date(2026, 10, 1)
NEXT_PAID = date(2026, 11, 1)
UNITS_FROM = date(2005, 4, 1)
POSTS_FROM = date(2010, 4, 1)
MARK = "invented for the demonstration"

NAMES: dict[str, list[str]] = yaml.safe_load((FOLDER / "invented_names.yaml").read_text(encoding="utf-8"))

SCALES = {
    "PC": "CONSTABLE",
    "PS": "SERGEANT",
    "INSP": "INSPECTOR",
    "CINSP": "CHIEF_INSPECTOR",
    "SUPT": "SUPERINTENDENT",
    "CSUPT": "CHIEF_SUPERINTENDENT",
    "ACC": "ASSISTANT_CHIEF_CONSTABLE",
    "DCC": "DEPUTY_CHIEF_CONSTABLE",
    "CC": "CHIEF_CONSTABLE",
    "PCSO": "PCSO",
}
RANK_TITLES = {
    "PC": "Constable",
    "PS": "Sergeant",
    "INSP": "Inspector",
    "CINSP": "Chief Inspector",
    "SUPT": "Superintendent",
    "CSUPT": "Chief Superintendent",
    "ACC": "Assistant Chief Constable",
    "DCC": "Deputy Chief Constable",
    "CC": "Chief Constable",
    "PCSO": "Community Support Officer",
}


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """A unit, its cost centre, and how its area's people are shared out: `officers` by weight, the rest by
    number."""

    code: str
    name: str
    kind: str
    parent: str
    objective: str = ""
    officers: int = 0
    staff: tuple[tuple[str, str, int], ...] = ()  # (grade, title, how many)
    pcsos: int = 0
    ranks: tuple[tuple[str, int], ...] = ()  # officers above the mix
    no_warrant: int = 0  # posts held by constables that need no warrant: what a civilian could do

    @property
    def cost_centre(self) -> str:
        return self.code.replace("-", "")


@dataclass(frozen=True, slots=True)
class DemoPost:
    number: str
    title: str
    unit: DemoUnit
    workforce_type: str
    rank: str
    needs_warrant: bool
    holders: int = 1


@dataclass(frozen=True, slots=True)
class DemoEmployment:
    """One invented person with employment, assignment, pay point and bank account, as known for October 2026.

    `annual_pence` is the point's full-time pay a year on `FIRST_PAID`; `ends_before` the day after the last.
    """

    number: str
    title: str
    first_names: str
    last_name: str
    sex: str
    born_on: date
    ni_number: str | None
    email: str
    workforce_type: str
    starts_on: date
    ends_before: date | None
    leaving_reason: str
    post: str
    unit: str
    cost_centre: str
    objective: str
    rank: str
    fte: Decimal
    assigned_on: date
    scale: str
    point: str
    annual_pence: int
    placed_on: date
    counts_from: date
    account_name: str
    sort_code: str | None
    account_number: str | None
    service_years: int


@dataclass(frozen=True, slots=True)
class DemoAuthority:
    slug: str
    name: str
    first_number: int
    units: tuple[DemoUnit, ...]
    officers: dict[str, int]  # area code -> officers
    starters: int
    leavers: int
    job_shares: int


def _district(code: str, name: str, top: str, pcsos: int, staff: int) -> tuple[DemoUnit, ...]:
    front_desk = max(3, staff // 5)
    admin = max(3, staff // 6)
    return (
        DemoUnit(code, name, "DISTRICT", top, "01.04"),
        DemoUnit(
            f"{code}-100",
            f"{name} command",
            "UNIT",
            code,
            "01.04",
            2,
            (("C", "District administrator", 2),),
            ranks=(("CSUPT", 1), ("SUPT", 1), ("CINSP", 3)),
        ),
        DemoUnit(f"{code}-110", f"{name} response", "UNIT", code, "01.02", 44),
        DemoUnit(f"{code}-120", f"{name} neighbourhoods", "UNIT", code, "01.01", 26, pcsos=pcsos),
        DemoUnit(
            f"{code}-130",
            f"{name} investigation",
            "UNIT",
            code,
            "07.01",
            18,
            (("D", "Investigation officer", staff // 4),),
        ),
        DemoUnit(
            f"{code}-140",
            f"{name} crime management unit",
            "UNIT",
            code,
            "07.02",
            4,
            (("C", "Crime management clerk", 4), ("E", "Crime management supervisor", 1)),
            no_warrant=5,
        ),
        DemoUnit(
            f"{code}-150",
            f"{name} intelligence",
            "UNIT",
            code,
            "06.01",
            4,
            (("D", "Intelligence analyst", staff // 6),),
            no_warrant=1,
        ),
        DemoUnit(f"{code}-160", f"{name} public protection", "UNIT", code, "08.03", 8),
        DemoUnit(
            f"{code}-170",
            f"{name} front desks",
            "UNIT",
            code,
            "02.01",
            0,
            (("B", "Front desk officer", front_desk),),
        ),
        DemoUnit(
            f"{code}-180",
            f"{name} administration",
            "UNIT",
            code,
            "11.12",
            0,
            (("B", "Administration assistant", admin), ("E", "Administration manager", 1)),
        ),
    )


def _centre(top: str, scale: float) -> tuple[DemoUnit, ...]:
    def many(count: int) -> int:
        return max(1, round(count * scale))

    def unit(
        number: int,
        name: str,
        objective: str,
        officers: int = 0,
        staff: tuple[tuple[str, str, int], ...] = (),
        ranks: tuple[tuple[str, int], ...] = (),
        no_warrant: int = 0,
    ) -> DemoUnit:
        return DemoUnit(
            f"CS-{number}",
            name,
            "UNIT",
            "CS",
            objective,
            officers,
            tuple((grade, title, many(count)) for grade, title, count in staff),
            ranks=ranks,
            no_warrant=many(no_warrant) if no_warrant else 0,
        )

    return (
        DemoUnit("CS", "Central services", "DEPARTMENT", top, "11.13"),
        unit(
            200,
            "Force command",
            "11.13",
            1,
            (("E", "Staff officer to the chief constable", 4),),
            (("CC", 1), ("DCC", 1), ("ACC", 2 if scale >= 1 else 1)),
        ),
        unit(
            210,
            "Control room",
            "02.02",
            10,
            (("C", "Call handler", 96), ("D", "Dispatcher", 40), ("F", "Control room supervisor", 10)),
            (("SUPT", 1), ("CINSP", 1)),
            no_warrant=20,
        ),
        unit(220, "Custody", "03.01", 14, (("C", "Detention officer", 30),), (("CINSP", 1),)),
        unit(
            230,
            "Criminal justice",
            "03.04",
            4,
            (("C", "Case file clerk", 48), ("F", "Criminal justice manager", 4)),
            no_warrant=8,
        ),
        unit(240, "Roads policing", "04.01", 18, (("C", "Collision records clerk", 4),), (("CINSP", 1),)),
        unit(250, "Dogs section", "05.04", 5),
        unit(260, "Firearms unit", "05.07", 12, (), (("SUPT", 1), ("CINSP", 1))),
        unit(270, "Public order and events", "05.05", 10, (("D", "Event planner", 4),), (("CINSP", 1),)),
        unit(
            280,
            "Risk and operational planning",
            "05.08",
            3,
            (("D", "Planning officer", 5),),
            no_warrant=8,
        ),
        unit(290, "Major investigation", "07.03", 16, (("D", "HOLMES indexer", 14),), (("SUPT", 2),)),
        unit(300, "Economic crime", "07.04", 4, (("E", "Financial investigator", 8),)),
        unit(310, "Serious and organised crime", "07.06", 14, (), (("CSUPT", 1), ("SUPT", 1))),
        unit(320, "Intelligence bureau", "06.02", 9, (("D", "Intelligence analyst", 26),), (("CINSP", 1),)),
        unit(330, "Child protection", "08.01", 10, (("C", "Conference minute taker", 6),), (("CINSP", 1),)),
        unit(340, "Offender management", "08.05", 7),
        unit(350, "Scenes of crime", "09.01", 1, (("E", "Scenes of crime officer", 34),)),
        unit(360, "Digital forensics", "09.05", 2, (("E", "Digital forensic examiner", 12),)),
        unit(
            370,
            "Professional standards",
            "11.07",
            5,
            (("D", "Complaints officer", 8),),
            (("SUPT", 1),),
            no_warrant=3,
        ),
        unit(
            380,
            "Training",
            "11.11",
            6,
            (("D", "Trainer", 14), ("C", "Training administrator", 6)),
            (("CINSP", 1),),
            no_warrant=9,
        ),
        unit(390, "Human resources", "11.01", 0, (("C", "HR assistant", 16), ("F", "HR adviser", 10))),
        unit(
            400,
            "Finance",
            "11.02",
            0,
            (("C", "Finance assistant", 14), ("G", "Accountant", 8), ("K", "Head", 1)),
        ),
        unit(
            410,
            "Fleet",
            "11.04",
            1,
            (("C", "Vehicle technician", 18), ("F", "Fleet manager", 2)),
            no_warrant=1,
        ),
        unit(420, "Estates", "11.05", 0, (("B", "Caretaker", 20), ("G", "Surveyor", 4))),
        unit(
            430, "Information technology", "11.06", 0, (("E", "Support analyst", 26), ("H", "Engineer", 12))
        ),
        unit(440, "Legal services", "11.03", 0, (("H", "Solicitor", 4), ("D", "Legal assistant", 3))),
        unit(450, "Press and media", "11.08", 0, (("E", "Press officer", 6),)),
        unit(460, "Performance", "11.09", 2, (("E", "Performance analyst", 10),), no_warrant=2),
        unit(470, "Procurement", "11.10", 0, (("E", "Buyer", 7), ("G", "Category manager", 2))),
    )


@cache
def authority(slug: str) -> DemoAuthority:
    if slug == "durham":
        return DemoAuthority(
            "durham",
            "Durham",
            500001,
            (
                DemoUnit("DUR", "Durham Police Authority", "AUTHORITY", "", "11.13"),
                *_district("DN", "North Durham", "DUR", 6, 12),
                *_centre("DUR", 0.02)[:7],
            ),
            {"DN": 52, "CS": 22},
            starters=1,
            leavers=1,
            job_shares=1,
        )
    assert slug == "cleveland", f"no demonstration workforce for {slug}"
    return DemoAuthority(
        "cleveland",
        "Cleveland",
        100001,
        (
            DemoUnit("CLE", "Cleveland Police Authority", "AUTHORITY", "", "11.13"),
            *_district("HA", "Hartlepool", "CLE", 35, 28),
            *_district("MI", "Middlesbrough", "CLE", 55, 36),
            *_district("RC", "Redcar and Cleveland", "CLE", 45, 30),
            *_district("ST", "Stockton", "CLE", 53, 34),
            *_centre("CLE", 1),
        ),
        {"HA": 190, "MI": 293, "RC": 236, "ST": 282, "CS": 735},
        starters=14,
        leavers=12,
        job_shares=12,
    )


STAFF = {"cleveland": 716}  # made up to this with call handlers; elsewhere what the units add up to


def _shares(total: int, weights: list[int]) -> list[int]:
    """`total` split by weights into whole numbers that add up to it."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


def _area(unit: DemoUnit) -> str:
    return unit.code.split("-")[0]


@cache
def posts(slug: str) -> tuple[DemoPost, ...]:
    """Every post of the demonstration authority, with how many people hold it (2: a job share)."""
    demo = authority(slug)
    found: list[DemoPost] = []
    count = 0

    def add(
        unit: DemoUnit, workforce: str, rank: str, title: str, needs_warrant: bool, holders: int = 1
    ) -> None:
        nonlocal count
        count += 1
        found.append(
            DemoPost(f"{unit.cost_centre}-{count:04d}", title, unit, workforce, rank, needs_warrant, holders)
        )

    for area, officers in demo.officers.items():
        units = [unit for unit in demo.units if _area(unit) == area and (unit.officers or unit.ranks)]
        fixed = sum(number for unit in units for _, number in unit.ranks)
        for unit, number in zip(
            units, _shares(officers - fixed, [unit.officers for unit in units]), strict=True
        ):
            for rank, many in unit.ranks:
                for _ in range(many):
                    add(unit, "OFFICER", rank, f"{RANK_TITLES[rank]}, {unit.name}", True)
            for place in range(number):
                rank = "INSP" if place % 19 == 18 else "PS" if place % 6 == 5 else "PC"
                needs = not (rank == "PC" and place < unit.no_warrant)
                add(unit, "OFFICER", rank, f"{RANK_TITLES[rank]}, {unit.name}", needs)
    for unit in demo.units:
        for _ in range(unit.pcsos):
            add(unit, "PCSO", "PCSO", f"{RANK_TITLES['PCSO']}, {unit.name}", False)
    shares = demo.job_shares
    for unit in demo.units:
        for grade, title, number in unit.staff:
            left = number
            while left:
                pair = 2 if shares and left >= 2 and grade in "BC" else 1
                shares -= pair - 1
                add(unit, "STAFF", f"GRADE {grade}", title, False, pair)
                left -= pair
    wanted = STAFF.get(slug)
    if wanted is not None:
        control = next(unit for unit in demo.units if unit.code == "CS-210")
        have = sum(post.holders for post in found if post.workforce_type == "STAFF")
        assert have <= wanted, f"{have} staff in units, {wanted} wanted"
        for _ in range(wanted - have):
            add(control, "STAFF", "GRADE C", "Call handler", False)
    return tuple(found)


@cache
def workforce(slug: str) -> tuple[DemoEmployment, ...]:
    """Everybody in pay in October 2026, by payroll number; the same each time."""
    demo = authority(slug)
    random = Random(f"{slug} workforce")
    seats = [post for post in posts(slug) for _ in range(post.holders)]
    plain = [
        i for i, post in enumerate(seats) if post.rank in ("PC", "GRADE B", "GRADE C") and post.holders == 1
    ]
    moving = random.sample(plain, demo.starters + demo.leavers)
    starters, leavers = set(moving[: demo.starters]), set(moving[demo.starters :])
    people = []
    for i, post in enumerate(seats):
        starts_on = None
        ends_before = None
        if i in starters:
            starts_on = date(2026, 10, random.choice([1, 5, 12, 12, 19, 26]))
        elif i in leavers:
            ends_before = date(2026, 10, random.choice([3, 10, 10, 17, 24])) + timedelta(days=1)
        people.append(_person(demo, random, demo.first_number + i, post, starts_on, ends_before))
    bare = [i for i, one in enumerate(people) if one.rank == "PC" and one.ends_before is None]
    without = random.sample(bare, min(5, len(bare)))
    for i in without[:3]:
        people[i] = replace(people[i], ni_number=None)
    for i in without[3:]:
        people[i] = replace(people[i], sort_code=None, account_number=None)
    return tuple(people)


def _person(
    demo: DemoAuthority,
    random: Random,
    number: int,
    post: DemoPost,
    starts_on: date | None,
    ends_before: date | None,
) -> DemoEmployment:
    sex = "F" if random.random() < (0.55 if post.workforce_type == "STAFF" else 0.33) else "M"
    first = random.choice(NAMES["female" if sex == "F" else "male"])
    if random.random() < 0.3:
        second = random.choice(NAMES["female" if sex == "F" else "male"])
        first = f"{first} {second}" if second != first else first
    last = random.choice(NAMES["last"])
    new = starts_on is not None
    least = {"PS": 6, "INSP": 10, "CINSP": 13, "SUPT": 16, "CSUPT": 19, "ACC": 21, "DCC": 23, "CC": 25}.get(
        post.rank, 0
    )
    years = 0 if new else min(30, least + int(random.triangular(0, 26 - least * 0.6, 6)))
    if starts_on is None:
        starts_on = date(2026 - years, random.randint(1, 12), random.randint(1, 28))
        if starts_on.year == 2026:
            starts_on = starts_on.replace(month=random.randint(4, 8))
    born_on = date(starts_on.year - random.randint(19, 34), random.randint(1, 12), random.randint(1, 28))
    scale = SCALES.get(post.rank) or "STAFF_" + post.rank.split()[-1]
    ladder = [label for label, *_ in _ladder(scale)]
    in_rank = years if post.rank in ("PC", "PCSO") or post.workforce_type == "STAFF" else random.randint(0, 6)
    step = min(in_rank, len(ladder) - 1)
    point = ladder[step]
    anniversary = starts_on
    if not new:
        anniversary = _last_anniversary(starts_on, FIRST_PAID)
        if step == len(ladder) - 1:  # the top was reached some years ago
            anniversary = _last_anniversary(starts_on, date(2026 - min(in_rank - step, 3), 10, 1))
    anniversary = max(anniversary, starts_on)
    if post.holders == 2:
        fte = Decimal("0.5")
    elif random.random() < {"OFFICER": 0.05, "PCSO": 0.08}.get(post.workforce_type, 0.22) and least < 16:
        fte = random.choice(
            [Decimal("0.5"), Decimal("0.6"), Decimal("0.8"), Decimal("0.8"), Decimal("0.8378")]
        )
    else:
        fte = Decimal(1)
    assigned_on = (
        starts_on if new else max(starts_on, date(random.randint(2018, 2025), random.choice([1, 4, 9]), 1))
    )
    serial = number * 37 % 1_000_000
    return DemoEmployment(
        number=str(number),
        title="Ms" if sex == "F" else "Mr",
        first_names=first,
        last_name=last,
        sex=sex,
        born_on=born_on,
        ni_number=f"PZ{serial:06d}{'ABCD'[number % 4]}",
        email=f"{first.split()[0]}.{last}.{number}@{demo.slug}.example".lower(),
        workforce_type=post.workforce_type,
        starts_on=starts_on,
        ends_before=ends_before,
        leaving_reason=""
        if ends_before is None
        else random.choice(["Resigned", "Retired", "Transferred to another force"]),
        post=post.number,
        unit=post.unit.code,
        cost_centre=post.unit.cost_centre,
        objective=post.unit.objective,
        rank=post.rank,
        fte=fte,
        assigned_on=assigned_on,
        scale=scale,
        point=point,
        annual_pence=dict(_ladder(scale))[point],
        placed_on=anniversary,
        counts_from=anniversary,
        account_name=f"{first[0]} {last}".upper()[:18],
        sort_code=f"0000{10 + number % 7}",
        account_number=f"{number * 7919 % 90_000_000 + 10_000_000}",
        service_years=years,
    )


def _last_anniversary(starts_on: date, before: date) -> date:
    """The last anniversary of a day before another; the day itself where it has none yet."""
    found = starts_on.replace(year=before.year)
    if found >= before:
        found = starts_on.replace(year=before.year - 1)
    return max(found, starts_on)


@cache
def _ladder(scale: str) -> tuple[tuple[str, int], ...]:
    """(point, annual pence) on `FIRST_PAID`, from the bottom."""
    rates = [
        rate
        for rate in reference_rates()
        if rate.scale == scale
        and rate.position is not None
        and rate.starts_on <= FIRST_PAID
        and (rate.ends_before is None or rate.ends_before > FIRST_PAID)
    ]
    return tuple(
        (rate.point, rate.annual_pence) for rate in sorted(rates, key=lambda rate: rate.position or 0)
    )


# --- files
# -----------------------------------------------------------------------------------------------------------

FILES = {  # import kind -> file name, in the order in which they are loaded
    "hr.pay_scales": "pay_scales.csv",
    "hr.units": "units.csv",
    "hr.posts": "posts.csv",
    "hr.people": "people.csv",
    "hr.assignments": "assignments.csv",
    "hr.bank_accounts": "bank_accounts.csv",
}


def write_files(slug: str, folder: Path) -> dict[str, Path]:
    """The files of a demonstration authority, by import kind in loading order, and `cost_centres.csv` for
    the ledger.

    `november/` holds the next month's workforce file twice: with errors to mend, and mended.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "november").mkdir(exist_ok=True)
    people = workforce(slug)
    _write(folder / "pay_scales.csv", PAY_SCALE_HEAD, _pay_scale_rows())
    _write(
        folder / "cost_centres.csv",
        ["code", "name", "parent"],
        [[unit.cost_centre, unit.name, unit.parent.replace("-", "")] for unit in authority(slug).units],
    )
    _write(
        folder / "units.csv",
        ["Unit code", "Name", "Kind", "Part of", "From", "Last day"],
        [
            [unit.code, unit.name, unit.kind.lower(), unit.parent, _day(UNITS_FROM), ""]
            for unit in authority(slug).units
        ],
    )
    _write(folder / "posts.csv", POST_HEAD, _post_rows(posts(slug)))
    _write(folder / "people.csv", PEOPLE_HEAD, [_people_row(one) for one in people])
    _write(folder / "assignments.csv", ASSIGNMENT_HEAD, [_assignment_row(one) for one in people])
    _write(
        folder / "bank_accounts.csv",
        BANK_HEAD,
        [_bank_row(one) for one in people if one.sort_code],
    )
    _november(slug, folder / "november")
    return {kind: folder / name for kind, name in FILES.items()}


def _november(slug: str, folder: Path) -> None:
    """What changes in November 2026: leavers, a changed name, starters; the first file has errors to mend."""
    demo = authority(slug)
    random = Random(f"{slug} november")
    people = list(workforce(slug))
    staying = [i for i, one in enumerate(people) if one.ends_before is None and one.rank in ("PC", "GRADE C")]
    chosen = random.sample(staying, min(12, len(staying)))
    for i in chosen[:7]:
        people[i] = replace(
            people[i],
            ends_before=date(2026, 11, random.choice([7, 14, 14, 21])) + timedelta(days=1),
            leaving_reason="Resigned",
        )
    for i in chosen[7:9]:
        people[i] = replace(people[i], last_name=random.choice(NAMES["last"]))
    left = [post for post in posts(slug) if post.rank == "PC" and post.needs_warrant]
    vacated = [one.post for one in people if one.ends_before and one.rank == "PC"]
    starters = []
    for i, number in enumerate(vacated[: demo.starters]):
        post = (
            next(post for post in left if post.number == number)
            if any(p.number == number for p in left)
            else None
        )
        if post is None:
            continue
        starters.append(
            _person(demo, random, demo.first_number + len(people) + i, post, date(2026, 11, 16), None)
        )
    everybody = [*people, *starters]
    _write(folder / "people.csv", PEOPLE_HEAD, [_people_row(one) for one in everybody])
    _write(folder / "assignments.csv", ASSIGNMENT_HEAD, [_assignment_row(one) for one in starters])
    _write(folder / "bank_accounts.csv", BANK_HEAD, [_bank_row(one) for one in starters])
    wrong = [_people_row(one) for one in everybody]
    columns = {name: i for i, name in enumerate(PEOPLE_HEAD)}
    wrong[chosen[0]][columns["Last day"]] = "31/02/2026"
    wrong[chosen[1]][columns["NI number"]] = "QQ123456A"
    wrong[chosen[2]][columns["Last day"]] = "01/01/1990"
    wrong[chosen[3]][columns["Workforce"]] = "Sherif"
    wrong.append(list(wrong[chosen[4]]))
    _write(folder / "people_with_errors.csv", PEOPLE_HEAD, wrong)


PAY_SCALE_HEAD = [
    "Scale",
    "Scale name",
    "Workforce",
    "Rank or grade",
    "Months between increments",
    "Point",
    "Position",
    "Annual pay",
    "From",
    "Last day",
    "Source",
    "Standing",
]
POST_HEAD = [
    "Post number",
    "Title",
    "Unit code",
    "Workforce",
    "Rank or grade",
    "FTE",
    "Needs a warrant",
    "Why a warrant",
    "Cost centre",
    "Objective",
    "Location",
    "From",
    "Last day",
]
PEOPLE_HEAD = [
    "Payroll number",
    "Title",
    "First names",
    "Last name",
    "Date of birth",
    "Sex",
    "NI number",
    "Email",
    "Workforce",
    "First day",
    "Last day",
    "Leaving reason",
]
ASSIGNMENT_HEAD = [
    "Payroll number",
    "Post number",
    "FTE",
    "From",
    "Last day",
    "Scale",
    "Point",
    "On the point from",
    "Increments count from",
]
BANK_HEAD = ["Payroll number", "Name on account", "Sort code", "Account number", "Roll number", "From"]


def _pay_scale_rows() -> Iterator[list[str]]:
    for rate in reference_rates():
        yield [
            rate.scale,
            rate.scale_name,
            rate.workforce_type.lower(),
            rate.rank,
            "" if rate.increment_months is None else str(rate.increment_months),
            rate.point,
            "" if rate.position is None else str(rate.position),
            f"{rate.annual_pence // 100}.{rate.annual_pence % 100:02d}",
            _day(rate.starts_on),
            _last(rate.ends_before),
            rate.source,
            rate.standing.lower(),
        ]


def _post_rows(found: Iterable[DemoPost]) -> Iterator[list[str]]:
    for post in found:
        yield [
            post.number,
            post.title,
            post.unit.code,
            post.workforce_type.lower(),
            post.rank,
            "1",
            "yes" if post.needs_warrant else "no",
            "Powers of a constable" if post.needs_warrant else "",
            post.unit.cost_centre,
            post.unit.objective,
            "",
            _day(POSTS_FROM),
            "",
        ]


def _people_row(one: DemoEmployment) -> list[str]:
    return [
        one.number,
        one.title,
        one.first_names,
        one.last_name,
        _day(one.born_on),
        one.sex,
        one.ni_number or "",
        one.email,
        one.workforce_type.lower(),
        _day(one.starts_on),
        _last(one.ends_before),
        one.leaving_reason,
    ]


def _assignment_row(one: DemoEmployment) -> list[str]:
    return [
        one.number,
        one.post,
        str(one.fte),
        _day(one.assigned_on),
        _last(one.ends_before),
        one.scale,
        one.point,
        _day(one.placed_on),
        _day(one.counts_from),
    ]


def _bank_row(one: DemoEmployment) -> list[str]:
    return [
        one.number,
        one.account_name,
        one.sort_code or "",
        one.account_number or "",
        "",
        _day(max(one.starts_on, POSTS_FROM)),
    ]


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _last(ends_before: date | None) -> str:
    return "" if ends_before is None else _day(ends_before - timedelta(days=1))


def _write(path: Path, head: list[str], rows: Iterable[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
