"""What on a statement is probably what in the ledger, and why. Plain sums and texts; nothing here decides."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

DAYS = 7  # between the ledger's day and the bank's, for things of the same amount
SUM_DAYS = 10
MOST_IN_SUM = 6  # things that are added up
MOST_TRIED = 24  # candidates of one sum
STEPS = 4_000  # of one search: a statement of thousands of items stays fast
SURE = 90  # what “accept all” takes

_WORD = re.compile(r"[a-z][a-z&'-]+")
_MONTHS = frozenset(
    f"{month}{rest}"
    for month, rests in {
        "jan": ("", "uary"),
        "feb": ("", "ruary"),
        "mar": ("", "ch"),
        "apr": ("", "il"),
        "may": ("",),
        "jun": ("", "e"),
        "jul": ("", "y"),
        "aug": ("", "ust"),
        "sep": ("", "t", "tember"),
        "oct": ("", "ober"),
        "nov": ("", "ember"),
        "dec": ("", "ember"),
    }.items()
    for rest in rests
)
_EMPTY = frozenset(  # the bank's own words
    (
        *(
            "ref",
            "reference",
            "payment",
            "from",
            "to",
            "the",
            "of",
            "and",
            "for",
            "bacs",
            "bgc",
            "faster",
            "fpi",
            "fpo",
        ),
        *("chq", "cheque", "dd", "direct", "debit", "credit", "transfer", "card", "ltd", "limited", "plc"),
    )
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of the statement side or of the ledger side, by a key such as `s12`, `l34`, `o5`."""

    key: str
    dated_on: date
    amount_pence: int
    text: str = ""
    reference: str = ""
    source: str = ""  # the kind of document behind a ledger line
    made_from: str = ""  # the key of the item its journal was made from
    group: int = 0  # its journal
    reverses: int = 0  # the journal its journal reverses
    counterparts: frozenset[int] = frozenset()  # accounts on the other side of its journal


@dataclass(frozen=True, slots=True)
class Learnt:
    """A rule: items of this text belong to this account."""

    id: int
    pattern: str
    money_in: bool
    account_id: int
    named: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Keys on both sides that sum to the same, how sure (of 100), and the reason in words."""

    items: tuple[str, ...]
    lines: tuple[str, ...]
    confidence: int
    reason: str
    rule_id: int | None = None


def pattern_of(text: str) -> str:
    """The words of an item that come back: no numbers, no months, none of the bank's own words; at most six."""
    words = [w for w in _WORD.findall(re.sub(r"\S*\d\S*", " ", text.lower())) if w not in _MONTHS]
    told = [w for w in words if w not in _EMPTY]
    return " ".join((told or words)[:6])[:200]


def rule_for(text: str, amount_pence: int, rules: Iterable[Learnt]) -> Learnt | None:
    """The rule whose every word stands in the text; the most words win."""
    words = set(_WORD.findall(text.lower()))
    fitting = [
        rule
        for rule in rules
        if rule.money_in == (amount_pence > 0) and rule.pattern and set(rule.pattern.split()) <= words
    ]
    return max(fitting, key=lambda rule: (len(rule.pattern.split()), -rule.id), default=None)


def sums_to(
    target: int, amounts: Sequence[int], *, most: int = MOST_IN_SUM, steps: int = STEPS
) -> list[tuple[int, ...]]:
    """Places of at least two amounts that sum to the target: the first two ways found, the fewest amounts first.

    Two ways mean that nobody can know which it was. The search stops after `steps`; what it gives is always right, but
    it may give nothing where a way exists.
    """
    order = sorted(range(len(amounts)), key=lambda at: -abs(amounts[at]))
    found: list[tuple[int, ...]] = []
    left = steps

    def search(start: int, rest: int, size: int, chosen: tuple[int, ...]) -> None:
        nonlocal left
        if len(found) > 1 or left <= 0:
            return
        left -= 1
        if size == 0:
            if rest == 0:
                found.append(tuple(sorted(chosen)))
            return
        for at in range(start, len(order) - size + 1):
            search(at + 1, rest - amounts[order[at]], size - 1, (*chosen, order[at]))
            if len(found) > 1 or left <= 0:
                return

    for size in range(2, min(most, len(amounts)) + 1):
        search(0, target, size, ())
        if found or left <= 0:
            break
    return found


@dataclass(slots=True)
class _Open:
    """What is left on each side while suggestions are made: nothing is suggested twice."""

    items: dict[str, Entry]
    lines: dict[str, Entry]
    made: list[Suggestion] = field(default_factory=list)

    def take(self, suggestion: Suggestion) -> None:
        for key in suggestion.items:
            del self.items[key]
        for key in suggestion.lines:
            del self.lines[key]
        self.made.append(suggestion)

    def lines_by_amount(self) -> Mapping[int, list[Entry]]:
        return _by_amount(self.lines.values())


def _by_amount(entries: Iterable[Entry]) -> dict[int, list[Entry]]:
    by_amount: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_amount[entry.amount_pence].append(entry)
    return by_amount


def suggest(items: Sequence[Entry], lines: Sequence[Entry], rules: Sequence[Learnt] = ()) -> list[Suggestion]:
    """What belongs together, the surest first. Every key comes at most once; both sides sum to the same."""
    left = _Open({e.key: e for e in items}, {e.key: e for e in lines})
    _made_from_item(left)
    _same_reference(left)
    _payment_runs(left)
    _same_amount(left, rules)
    _reversals(left)
    _sums(left)
    return sorted(left.made, key=lambda s: (-s.confidence, s.items, s.lines))


def _made_from_item(left: _Open) -> None:
    for line in list(left.lines.values()):
        item = left.items.get(line.made_from)
        if item is not None and item.amount_pence == line.amount_pence:
            left.take(Suggestion((item.key,), (line.key,), 99, "The journal was made from this item."))


def _same_reference(left: _Open) -> None:
    by_amount = left.lines_by_amount()
    for item in list(left.items.values()):
        said = _joined(f"{item.reference} {item.text}")
        fitting = [
            line
            for line in by_amount.get(item.amount_pence, ())
            if line.key in left.lines and len(_joined(line.reference)) > 2 and _joined(line.reference) in said
        ]
        if len(fitting) == 1:
            line = fitting[0]
            why = f"Same amount, and the reference {line.reference} stands in its text."
            left.take(Suggestion((item.key,), (line.key,), 97, why))


def _joined(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _payment_runs(left: _Open) -> None:
    by_amount = _by_amount(line for line in left.lines.values() if "run" in line.source)
    for item in list(left.items.values()):
        near = [
            line
            for line in by_amount.get(item.amount_pence, ())
            if line.key in left.lines and abs((line.dated_on - item.dated_on).days) <= DAYS
        ]
        if len(near) == 1:
            why = f"It is the total of a payment run, and the days are {_apart(item, near[0])}."
            left.take(Suggestion((item.key,), (near[0].key,), 95, why))


def _same_amount(left: _Open, rules: Sequence[Learnt]) -> None:
    by_line, by_item = left.lines_by_amount(), _by_amount(left.items.values())
    for item in sorted(left.items.values(), key=lambda e: (e.dated_on, e.key)):
        near = sorted(
            (
                line
                for line in by_line.get(item.amount_pence, ())
                if line.key in left.lines and abs((line.dated_on - item.dated_on).days) <= DAYS
            ),
            key=lambda line: (abs((line.dated_on - item.dated_on).days), line.key),
        )
        if not near:
            continue
        rule = rule_for(item.text, item.amount_pence, rules)
        told = [line for line in near if rule is not None and rule.account_id in line.counterparts]
        rivals = [e for e in by_item[item.amount_pence] if e.key in left.items and e.key != item.key]
        line = told[0] if told else near[0]
        days = _apart(item, line)
        if told and rule is not None and len(told) == 1:
            why = f"Same amount, {days}; texts like this were {rule.named} before."
            left.take(Suggestion((item.key,), (line.key,), 94, why, rule.id))
        elif len(near) == 1 and not rivals:
            left.take(Suggestion((item.key,), (line.key,), 90, f"The only one of this amount; {days}."))
        else:
            why = f"Same amount, {days}; there are others of this amount, so look at it."
            left.take(Suggestion((item.key,), (line.key,), 55, why))


def _apart(one: Entry, other: Entry) -> str:
    days = abs((one.dated_on - other.dated_on).days)
    return "the same day" if not days else f"{days} day{'s' if days > 1 else ''} apart"


def _reversals(left: _Open) -> None:
    by_group: dict[int, list[Entry]] = defaultdict(list)
    for line in left.lines.values():
        if line.group:
            by_group[line.group].append(line)
    for line in list(left.lines.values()):
        if line.key not in left.lines or not line.reverses:
            continue
        undone = [
            other
            for other in by_group.get(line.reverses, ())
            if other.key in left.lines and other.amount_pence == -line.amount_pence
        ]
        if undone:
            why = "A journal and its reversal: the bank never saw either."
            left.take(Suggestion((), (undone[0].key, line.key), 92, why))


def _sums(left: _Open) -> None:
    for item in sorted(left.items.values(), key=lambda e: (e.dated_on, e.key)):
        if found := _sum_of(item, left.lines):
            why = f"{len(found[0])} ledger lines within {SUM_DAYS} days sum to this item."
            left.take(Suggestion((item.key,), found[0], 75 if len(found) == 1 else 45, _only(why, found)))
    for line in sorted(left.lines.values(), key=lambda e: (e.dated_on, e.key)):
        if found := _sum_of(line, left.items):
            why = f"{len(found[0])} items within {SUM_DAYS} days sum to this ledger line."
            left.take(Suggestion(found[0], (line.key,), 70 if len(found) == 1 else 40, _only(why, found)))


def _only(why: str, found: Sequence[object]) -> str:
    return why if len(found) == 1 else f"{why} There are other ways to get the sum, so look at it."


def _sum_of(whole: Entry, among: Mapping[str, Entry]) -> list[tuple[str, ...]]:
    near = sorted(
        (
            entry
            for entry in among.values()
            if (entry.amount_pence > 0) == (whole.amount_pence > 0)
            and abs(entry.amount_pence) < abs(whole.amount_pence)
            and abs((entry.dated_on - whole.dated_on).days) <= SUM_DAYS
        ),
        key=lambda e: (abs((e.dated_on - whole.dated_on).days), e.key),
    )[:MOST_TRIED]
    ways = sums_to(whole.amount_pence, [entry.amount_pence for entry in near])
    return [tuple(near[at].key for at in way) for way in ways]
