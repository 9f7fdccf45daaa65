"""What a function says about the files it takes in: columns, checks, and how rows are loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from backoffice.actor import Actor
from backoffice.imports import values

KINDS_OF_VALUE: dict[str, tuple[Callable[[str], Any], str]] = {
    "text": (str, "Text"),
    "code": (values.to_code, "Text; capitals do not matter"),
    "integer": (values.to_integer, "Whole number"),
    "decimal": (values.to_decimal, "Number"),
    "money": (values.to_pence, "Pounds and pence, such as 1234.56"),
    "date": (values.to_date, "Date, such as 28/02/2026"),
    "choice": (str, "One of the words listed"),
    "yes_no": (values.to_yes_no, "Yes or no"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file.

    `parse(text)` replaces the kind's own reading; it raises ValueError with what is wrong and what to give.
    `choices` maps the words people write to values. `aliases` are headings other systems use.
    """

    name: str
    label: str
    kind: str = "text"
    required: bool = False
    help: str = ""
    example: str = ""
    aliases: tuple[str, ...] = ()
    choices: Mapping[str, object] | None = None
    parse: Callable[[str], Any] | None = None
    max_length: int | None = None

    def __post_init__(self) -> None:
        assert self.kind in KINDS_OF_VALUE, f"{self.name}: unknown kind {self.kind}"
        assert self.kind != "choice" or self.choices, f"{self.name}: a choice needs choices"

    @property
    def kind_in_words(self) -> str:
        if self.choices:
            return "One of: " + ", ".join(self.choices)
        return KINDS_OF_VALUE[self.kind][1]

    def headings(self) -> set[str]:
        """The headings it answers to, without capitals, spaces and signs."""
        return {values.plainly(each) for each in (self.name, self.label, *self.aliases)}

    def value(self, text: str) -> Any:
        """The cell's value; None for an empty one. Raises ValueError."""
        if not text:
            if self.required:
                raise values.Unreadable("Nothing is given.", f"Give the {_lower_first(self.label)}.")
            return None
        if self.max_length is not None and len(text) > self.max_length:
            raise values.Unreadable(
                f"{values.shown(text)} has {len(text)} characters.", f"Give at most {self.max_length}."
            )
        if self.parse is not None:
            return self.parse(text)
        if self.kind == "choice":
            assert self.choices is not None
            return values.to_choice(text, self.choices)
        return KINDS_OF_VALUE[self.kind][0](text)


def _lower_first(label: str) -> str:
    first = label.split(" ", 1)[0]
    return label if first.isupper() or first[1:] != first[1:].lower() else label[:1].lower() + label[1:]


def said(label: str, message: str, next_step: str) -> str:
    """The column, what is wrong, what to do; a message that begins with the column's name does not get it twice."""
    place = f"{label}: " if label and not message.casefold().startswith(label.casefold()) else ""
    return f"{place}{message} {next_step}".strip()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one row, and what to do; `column` is empty when it is the row as a whole."""

    row: int
    column: str
    label: str
    message: str
    next_step: str = ""

    def __str__(self) -> str:
        return f"Row {self.row}{', ' if self.label else ': '}{said(self.label, self.message, self.next_step)}"


class ImportRow:
    """One row with its values read, as checks and loading see it."""

    __slots__ = ("number", "values", "problems", "outcome", "extra", "_labels")

    def __init__(self, number: int, values: dict[str, Any], labels: Mapping[str, str]) -> None:
        self.number = number
        self.values = values
        self.problems: list[Problem] = []
        self.outcome = "new"
        self.extra: dict[str, Any] = {}
        self._labels = labels

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)

    @property
    def ok(self) -> bool:
        return not self.problems

    def problem(self, column: str, message: str, next_step: str = "") -> None:
        """Say what is wrong, naming the value, and the way out."""
        self.problems.append(Problem(self.number, column, self._labels.get(column, ""), message, next_step))


@dataclass(frozen=True, slots=True)
class CheckContext:
    """What a check may need besides the rows."""

    actor: Actor
    today: date
    spec: ImportSpec


Check = Callable[[list[ImportRow], CheckContext], None]


@dataclass(frozen=True, slots=True)
class ImportSpec:
    """One kind of file.

    `key` names the columns that tell rows apart within a file. `check` sees every row at once and asks the database in
    bulk; it reports with `row.problem` and sets `row.outcome`. `apply` gets the good rows inside one transaction and
    returns what it counted. `opens` is the page that shows what was loaded: a URL's name and its arguments.
    """

    kind: str
    label: str
    permission: str
    columns: Sequence[Column]
    apply: Callable[..., Mapping[str, int]]
    check: Check | None = None
    key: tuple[str, ...] = ()
    description: str = ""
    function: str = ""
    order: int = 50
    opens: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        assert len(names) == len(set(names)), f"{self.kind}: a column is named twice"
        assert set(self.key) <= set(names), f"{self.kind}: the key names no column"

    @property
    def labels(self) -> dict[str, str]:
        return {column.name: column.label for column in self.columns}

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


SPECS: dict[str, ImportSpec] = {}


def register(spec: ImportSpec) -> None:
    """Offer a kind of file on the imports pages and to `load_file`."""
    assert spec.kind not in SPECS, f"the import {spec.kind} is registered twice"
    SPECS[spec.kind] = spec


def specs_for(viewer: Actor) -> list[ImportSpec]:
    """The kinds the viewer may load, in the order they are loaded when an authority is set up."""
    found = [spec for spec in SPECS.values() if viewer.can(spec.permission)]
    return sorted(found, key=lambda spec: (spec.order, spec.label))


def next_after(spec: ImportSpec, viewer: Actor) -> ImportSpec | None:
    """The kind loaded after this one when an authority is set up, of those the viewer may load."""
    later = [each for each in specs_for(viewer) if (each.order, each.label) > (spec.order, spec.label)]
    return later[0] if later else None
