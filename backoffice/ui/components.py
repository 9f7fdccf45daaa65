"""What the components are given: plain data, so that a template runs no SQL. One tag, one template each.

A value that is already written (`"1,234.56"`) is shown as it is; `backoffice.ui.formats` writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from backoffice.ui import formats

# What a state means to the person looking, and the colour that says so.
COLOURS = {
    "draft": "grey",
    "off": "grey",
    "active": "blue",
    "ready": "teal",
    "waiting": "yellow",
    "attention": "orange",
    "problem": "red",
    "done": "green",
}
GOVUK_COLOURS = {"grey", "green", "teal", "blue", "purple", "magenta", "red", "orange", "yellow"}


@lru_cache(maxsize=1000)
def status_tag(label: str, meaning: str = "draft") -> SafeString:
    """The `{% tag %}` component, for table cells in Python: the same few states are rendered once."""
    colour = COLOURS.get(meaning, meaning)
    assert colour in GOVUK_COLOURS, f"{meaning} is neither a meaning nor a colour of a tag"
    return mark_safe(render_to_string("ui/tag.html", {"label": label, "colour": colour}).strip())


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the three to five key figures of a page."""

    label: str
    value: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a figure that opens; `url` leads to what the part is made of."""

    label: str
    value: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of a summary list; `change_url` lets the reader mend it."""

    label: str
    value: str
    change_url: str = ""
    change_label: str = "Change"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, for a timeline."""

    title: str
    at: datetime | None = None
    by: str = ""
    text: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A step of a longer piece of work; without `url` it cannot be started yet."""

    label: str
    status: str
    meaning: str = "draft"
    url: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: a value for each series (one or two, stacked) and perhaps that of the line."""

    label: str
    values: tuple[int, ...]
    line: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class BarChart:
    """A chart and the table behind it.

    Values are integers, none below zero: pence with `write=formats.money`, else counts. `series` names the
    stacked values, bottom first; `line` the dashed line.
    """

    title: str
    heading: str  # of the labels: Month
    series: tuple[str, ...]
    bars: Sequence[Bar]
    line: str = ""
    unit: str = ""
    write: Callable[[int], str] = field(default=formats.count)

    WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 720, 210, 56, 8, 26

    def drawing(self) -> dict[str, object]:
        """Coordinates in units of the drawing, as text: a template would write them in its locale."""
        highest = max((max(sum(bar.values), bar.line or 0) for bar in self.bars), default=0)
        step = _step(highest)
        top = max(step, -(-highest // step) * step)
        base = self.HEIGHT - self.BOTTOM
        scale = (base - self.TOP) / top
        slot = (self.WIDTH - self.LEFT) / max(1, len(self.bars))
        columns, points = [], []
        for index, bar in enumerate(self.bars):
            x, width = self.LEFT + slot * (index + 0.18), slot * 0.64
            centre = f"{x + width / 2:.1f}"
            blocks = self._blocks(bar, base, scale)
            columns.append(
                {
                    "label": bar.label,
                    "x": f"{x:.1f}",
                    "width": f"{width:.1f}",
                    "centre": centre,
                    "blocks": blocks,
                }
            )
            if bar.line is not None:
                points.append(f"{centre},{base - bar.line * scale:.1f}")
        grid = [
            {"y": f"{base - v * scale:.1f}", "text_y": f"{base - v * scale + 4:.1f}", "label": self._axis(v)}
            for v in range(0, top + 1, step)
        ]
        return {"columns": columns, "points": " ".join(points), "grid": grid, "base": base}

    def _blocks(self, bar: Bar, base: int, scale: float) -> list[dict[str, object]]:
        """The stacked parts of one bar, bottom first."""
        blocks: list[dict[str, object]] = []
        stacked = 0
        for number, (name, value) in enumerate(zip(self.series, bar.values, strict=True), start=1):
            stacked += value
            says = f"{bar.label}: {name} {self.write(value)}"
            y, height = f"{base - stacked * scale:.1f}", f"{value * scale:.1f}"
            blocks.append({"number": number, "y": y, "height": height, "says": says})
        return blocks

    def rows(self) -> list[dict[str, object]]:
        """The same figures, written, for the table."""
        rows: list[dict[str, object]] = []
        for bar in self.bars:
            cells = [self.write(value) for value in bar.values]
            if self.line:
                cells.append("" if bar.line is None else self.write(bar.line))
            rows.append({"label": bar.label, "url": bar.url, "cells": cells})
        return rows

    def _axis(self, value: int) -> str:
        if self.write is formats.money:
            value //= 100
        for size, letter in ((1_000_000, "m"), (1_000, "k")):
            if value >= size and value % (size // 10) == 0:
                return f"{value / size:g}{letter}"
        return f"{value:,}"


def _step(highest: int) -> int:
    """A round distance between the lines of the grid, giving four to eight of them."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if highest <= step * factor * 7:
                return step * factor
        step *= 10
