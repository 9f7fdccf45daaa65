"""Putting dated records among those held: one in force a day, and a new one ends the one before it. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"


@dataclass(slots=True)
class Span:
    """A record over dates. `pk` is None until it is stored, `tag` whatever the caller wants back."""

    starts_on: date
    ends_before: date | None
    values: tuple[Any, ...]
    pk: int | None = None
    tag: Any = None
    is_touched: bool = False
    says_end: bool = False
    """Whether whoever wants it said when it ends; an end that follows from the next record may still move."""

    def __post_init__(self) -> None:
        self.says_end = self.pk is None and self.ends_before is not None

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_before is None or day < self.ends_before)


@dataclass(frozen=True, slots=True)
class Clash:
    """Why a record does not fit: it runs into another, which begins on `starts_on`."""

    wanted: Span
    other: Span

    @property
    def starts_on(self) -> date:
        return self.other.starts_on


def fit(held: Iterable[Span], wanted: Iterable[Span]) -> tuple[list[Span], dict[int, str], list[Clash]]:
    """The records there will be, what each wanted one comes to (by `id` of the span), and what does not fit.

    A wanted record ends the one in force on its first day; where that begins on the same day, it is corrected. A
    wanted record without an end lasts until the next one, or for good. One with an end that runs into the next clashes.
    """
    spans = sorted(held, key=lambda span: span.starts_on)
    outcomes: dict[int, str] = {}
    clashes: list[Clash] = []
    for new in sorted(wanted, key=lambda span: span.starts_on):
        current = next((span for span in spans if span.covers(new.starts_on)), None)
        following = next((span for span in spans if span.starts_on > new.starts_on), None)
        ends_before = new.ends_before
        if following is not None:
            if ends_before is None:
                ends_before = following.starts_on
            elif ends_before > following.starts_on:
                clashes.append(Clash(new, following))
                continue
        if current is not None and current.says_end:  # two of the wanted ones
            clashes.append(Clash(new, current))
            continue
        if current is not None and (current.values == new.values or current.starts_on == new.starts_on):
            if current.values == new.values and current.ends_before == ends_before:
                outcomes[id(new)] = UNCHANGED
                continue
            current.values, current.ends_before, current.is_touched = new.values, ends_before, True
            outcomes[id(new)] = CHANGED
            continue
        if current is not None:
            current.ends_before, current.is_touched = new.starts_on, True
        outcomes[id(new)] = NEW if current is None or current.pk is None else CHANGED
        new.ends_before = ends_before
        spans.append(new)
        spans.sort(key=lambda span: span.starts_on)
    return spans, outcomes, clashes
