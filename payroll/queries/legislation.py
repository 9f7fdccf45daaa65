"""The law as it stands for the authority, value by value, with what sets each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import yaml

from backoffice.actor import Actor
from payroll.models import LawOverride
from payroll.queries.calculation import authority_law
from payroll.rules.law import Leaf, law_for, police_determinations, tax_years
from payroll.rules.money import percent, rate
from payroll.rules.tax_calendar import tax_year_ends_on, tax_year_of, tax_year_starts_on

SECTIONS = {
    "income_tax": "Income tax",
    "national_insurance": "National Insurance",
    "student_loans": "Student and postgraduate loans",
    "statutory_sick_pay": "Statutory sick pay",
    "apprenticeship_levy": "Apprenticeship levy",
    "lgps": "Local Government Pension Scheme",
    "police_pension_2015": "Police Pension Scheme 2015",
    "attachments": "Attachment orders",
    "officer": "Police officers: allowances and overtime",
    "staff": "Police staff: overtime",
}
_FRACTION = re.compile(r"0\.\d+")
SPECIAL = {"lgps": "LGPS", "nt": "NT", "paye": "PAYE", "ni": "NI"}


@dataclass(frozen=True, slots=True)
class Value:
    """One value of the law. `lines` is it in words, a row of a table a line; `text` as the file writes it."""

    path: str
    label: str
    lines: list[str]
    text: str
    source: str
    is_confirmed: bool
    note: str
    is_own: bool
    """Set by the authority."""
    may_be_set: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the law, such as income tax."""

    key: str
    title: str
    values: list[Value]

    @property
    def unconfirmed(self) -> int:
        return sum(not value.is_confirmed for value in self.values)


@dataclass(frozen=True, slots=True)
class Legislation:
    """The law of a tax year on a day."""

    tax_year: str
    as_at: date
    version: str
    parts: list[Part]
    overrides: list[LawOverride]

    @property
    def unconfirmed(self) -> int:
        return sum(part.unconfirmed for part in self.parts)


def year_shown(today: date) -> str:
    """The tax year of a day, or the nearest for which law is held."""
    years, wanted = tax_years(), tax_year_of(today)
    return wanted if wanted in years else years[0] if wanted < years[0] else years[-1]


def legislation(*, viewer: Actor, tax_year: str, today: date, unconfirmed_only: bool = False) -> Legislation:
    """Every value of a tax year, on today if it is in the year, else on its last or first day. Two queries."""
    starts, ends = tax_year_starts_on(tax_year), tax_year_ends_on(tax_year)
    as_at = min(max(today, starts), ends)
    law = authority_law(tax_year, as_at)
    base = law_for(tax_year, as_at)
    overrides = list(
        LawOverride.objects.filter(tax_year=tax_year)
        .select_related("made_by")
        .order_by("-starts_on", "path", "pk")
        if viewer.can("payroll.view")
        else ()
    )
    leaves = [_value(leaf, base.leaves.get(leaf.path)) for leaf in law.leaves.values()]
    leaves += [_value(leaf, None) for leaf in police_determinations(as_at).values()]
    shown = [value for value in leaves if not (unconfirmed_only and value.is_confirmed)]
    parts = [
        Part(key, SECTIONS.get(key, key.replace("_", " ").capitalize()), list(values))
        for key, values in groupby(shown, key=lambda value: value.path.split(".")[0])
    ]
    return Legislation(tax_year, as_at, law.version, parts, overrides)


def value_at(*, tax_year: str, path: str, on: date) -> Value | None:
    """One value with the authority's own, or None where there is none."""
    law = authority_law(tax_year, on)
    leaf = law.leaves.get(path)
    return _value(leaf, law_for(tax_year, on).leaves.get(path)) if leaf else None


def _value(leaf: Leaf, base: Leaf | None) -> Value:
    is_own = base is not None and leaf.verified and not base.verified
    return Value(
        path=leaf.path,
        label=label_of(leaf.path),
        lines=_lines(leaf.value),
        text=_text(leaf.value),
        source=leaf.source,
        is_confirmed=leaf.verified,
        note=leaf.note,
        is_own=is_own,
        may_be_set=base is not None and not base.verified,
    )


def label_of(path: str) -> str:
    """`income_tax.bands.rest_of_uk` as `Bands, rest of uk` is read: the section left out."""
    words = [SPECIAL.get(part, part.replace("_", " ")) for part in path.split(".")[1:]] or [path]
    text = ", ".join(words)
    return text[:1].upper() + text[1:]


def _lines(value: Any) -> list[str]:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [_pairs(row) for row in value]
    if isinstance(value, dict):
        return [_pairs({key: each}) for key, each in value.items()]
    if isinstance(value, list):
        return [", ".join(_word(each) for each in value)]
    return [_word(value)]


def _pairs(row: dict[str, Any]) -> str:
    return ", ".join(f"{str(key).replace('_', ' ')} {_word(each)}" for key, each in row.items())


def _word(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, list):
        return " and ".join(_word(each) for each in value)
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    text = str(value)
    return percent(rate(text)) if _FRACTION.fullmatch(text) else text.replace("_", " ")


def _text(value: Any) -> str:
    """As the legislation file writes it, on few lines."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "\n".join(f"- {_flow(row)}" for row in value)
    return _flow(value)


def _flow(value: Any) -> str:
    written = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, width=4000, allow_unicode=True)
    return written.removesuffix("\n").removesuffix("\n...")
