"""What waits for whom: each function says it, the authority's home shows it in one table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from backoffice.actor import Actor


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One thing to do, or sent on and not done yet."""

    title: str
    url: str
    due_on: date | None = None
    size: str = ""
    since: date | datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class WorkKind:
    """`rows(viewer=, today=)` gives at most 50 rows in one query; `tab` is mine (to do) or sent (sent on)."""

    code: str
    label: str
    function: str
    rows: Callable[..., Sequence[WorkRow]]
    permission: str | None = None
    tab: str = "mine"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure on the home page that opens to what it is made of."""

    label: str
    value: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class AsideCard:
    """A short list beside the work: text, address (or empty) and a note."""

    title: str
    rows: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Day:
    """Something that falls on a day soon: a pay day, the end of a period."""

    on: date
    text: str
    url: str = ""
    note: str = ""


AHEAD = timedelta(days=35)  # how far the home page looks
MOST_DAYS = 6

KINDS: dict[str, WorkKind] = {}
FIGURES: dict[str, Callable[..., Sequence[Figure]]] = {}
DAYS: dict[str, Callable[..., Sequence[Day]]] = {}
ASIDES: list[tuple[int, Callable[..., AsideCard | None]]] = []


def register(kind: WorkKind) -> None:
    """Add a kind of work to the home page."""
    assert kind.code not in KINDS, f"the work kind {kind.code} is registered twice"
    assert kind.tab in ("mine", "sent"), f"{kind.code}: unknown tab {kind.tab}"
    KINDS[kind.code] = kind


def register_figures(function: str, figures: Callable[..., Sequence[Figure]]) -> None:
    """Add a function's figures: `figures(viewer=, today=)`; none for a viewer who may not see them."""
    assert function not in FIGURES, f"the figures of {function} are registered twice"
    FIGURES[function] = figures


def register_days(function: str, days: Callable[..., Sequence[Day]]) -> None:
    """Add a function's dates: `days(viewer=, first=, last=)`, both days included; none for a viewer they are not for."""
    assert function not in DAYS, f"the days of {function} are registered twice"
    DAYS[function] = days


def register_aside(aside: Callable[..., AsideCard | None], *, order: int = 50) -> None:
    """Add a card beside the work: `aside(viewer=, today=)`; None for a viewer it is not for."""
    ASIDES.append((order, aside))
    ASIDES.sort(key=lambda each: each[0])


def _may_see(viewer: Actor, kind: WorkKind) -> bool:
    return kind.permission is None or viewer.can(kind.permission)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row of the home page's table."""

    kind: str
    function: str
    row: WorkRow


def work_for(
    *, viewer: Actor, today: date, tab: str, functions: Sequence[str] | None = None
) -> list[Waiting]:
    """Everything in the tab, the earliest due first, what has no date last. A query for each kind of work.

    `functions` are those the authority has taken; the kernel's own kinds ("work") always count. What a function
    shows already, with its day and sum, the kernel does not show again as a decision.
    """
    found = [
        Waiting(kind.label, kind.function, row)
        for kind in KINDS.values()
        if kind.tab == tab and _may_see(viewer, kind) and _taken(kind.function, functions)
        for row in kind.rows(viewer=viewer, today=today)
    ]
    told = {each.row.url for each in found if each.function != "work"}
    found = [each for each in found if each.function != "work" or each.row.url not in told]
    return sorted(found, key=lambda each: (each.row.due_on or date.max, each.kind, each.row.title))


def figures_for(*, viewer: Actor, today: date, functions: Sequence[str] | None = None) -> list[Figure]:
    """The figures of every function the viewer may see."""
    return [
        figure
        for function, figures in FIGURES.items()
        if _taken(function, functions)
        for figure in figures(viewer=viewer, today=today)
    ]


def days_for(*, viewer: Actor, today: date, functions: Sequence[str] | None = None) -> list[Day]:
    """What falls on the days to come, the nearest first, at most `MOST_DAYS`."""
    found = [
        day
        for function, days in DAYS.items()
        if _taken(function, functions)
        for day in days(viewer=viewer, first=today, last=today + AHEAD)
    ]
    return sorted(found, key=lambda day: (day.on, day.text))[:MOST_DAYS]


def asides_for(*, viewer: Actor, today: date) -> list[AsideCard]:
    """The cards beside the work."""
    cards = [aside(viewer=viewer, today=today) for _, aside in ASIDES]
    return [card for card in cards if card is not None and card.rows]


def _taken(function: str, functions: Sequence[str] | None) -> bool:
    return functions is None or function in functions or function in ("work", "reports", "admin")
