"""The law as it stands for the authority, value by value, with what sets each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

import yaml

from backoffice.actor import Actor
from payroll.models import LawOverride
from payroll.queries.calculation import authority_law
from payroll.rules.law import Leaf, law_for, police_determinations, tax_years
from payroll.rules.money import pence, percent, rate, words
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
SPECIAL = {
    "lgps": "LGPS",
    "nt": "NT",
    "paye": "PAYE",
    "ni": "NI",
    "rest_of_uk": "rest of the UK",
    "scotland": "Scotland",
    "wales": "Wales",
    "england": "England",
    "1": "plan 1",
    "2": "plan 2",
    "4": "plan 4",
    "5": "plan 5",
    "postgraduate": "postgraduate loan",
    "week1_month1": "week 1 / month 1",
}
# Parts of a path under which whole numbers and decimals are pounds; elsewhere they count weeks, minutes, pennies.
POUNDS = {
    "thresholds",
    "threshold",
    "annual_allowance",
    "free_pay_per_500",
    "flat_rate",
    "lowest_earnings",
    "employer_charge",
    "on_call",
    "away_from_home",
    "hardship",
    "dog_handler",
}
LIMITS = ("up_to", "below")  # keys of a row that say how far a band goes, in pounds; none: no limit
SECTIONS_OF_LGPS = {"main": "in the main section", "half": "in the 50/50 section"}


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
class OwnValue:
    """A value the authority has set, in words."""

    label: str
    lines: list[str]
    source: str
    starts_on: date
    made_by: str


@dataclass(frozen=True, slots=True)
class Legislation:
    """The law of a tax year on a day."""

    tax_year: str
    as_at: date
    version: str
    parts: list[Part]
    overrides: list[OwnValue]

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
    return Legislation(tax_year, as_at, law.version, parts, [_own(each) for each in overrides])


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
        lines=_lines(leaf.path, leaf.value),
        text=_text(leaf.value),
        source=leaf.source,
        is_confirmed=leaf.verified,
        note=leaf.note,
        is_own=is_own,
        may_be_set=base is not None and not base.verified,
    )


def _own(override: LawOverride) -> OwnValue:
    section = override.path.split(".")[0]
    return OwnValue(
        label=f"{SECTIONS.get(section, section)}: {label_of(override.path)}",
        lines=_lines(override.path, yaml.safe_load(override.value)),
        source=override.source,
        starts_on=override.starts_on,
        made_by=override.made_by.name if override.made_by else "",
    )


def label_of(path: str) -> str:
    """`income_tax.bands.rest_of_uk` as `Bands, rest of the UK` is read: the section left out."""
    parts = [SPECIAL.get(part, part.replace("_", " ")) for part in path.split(".")[1:]] or [path]
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def _lines(path: str, value: Any) -> list[str]:
    if _is_bands(value):
        return _bands(value)
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [", ".join(_named(key, each) for key, each in row.items()) for row in value]
    if isinstance(value, dict):
        return [_named(key, each) for key, each in value.items()]
    if isinstance(value, list):
        numbers = all(isinstance(each, int) for each in value)  # time and a half is 3/2 of an hour's pay
        return ["/".join(map(str, value)) if numbers else ", ".join(_word(each) for each in value)]
    if value is not None and POUNDS & set(path.split(".")):
        return [_pounds(value)]
    return [_word(value)]


def _is_bands(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(row, dict) and any(limit in row for limit in LIMITS) for row in value)
    )


def _bands(rows: list[dict[str, Any]]) -> list[str]:
    """`Up to £37,700: 20 %`, and for the last, which has no limit, `Above £125,140: 45 %`."""
    lines, last = [], ""
    for row in rows:
        limit = next(each for each in LIMITS if each in row)
        if row[limit] is not None:
            reach = f"{limit.replace('_', ' ').capitalize()} {_pounds(row[limit])}"
            last = f"Above {_pounds(row[limit])}" if limit == "up_to" else f"{_pounds(row[limit])} and above"
        else:
            reach = last or "Any amount"
        lines.append(f"{reach}: {', '.join(_share(key, row[key]) for key in row if key != limit)}")
    return lines


def _share(key: str, value: Any) -> str:
    """What is taken of a band; `percent` is a whole number, the others are fractions."""
    if key == "percent":
        return f"{value} %"
    share = percent(rate(value))
    return f"{share} {SECTIONS_OF_LGPS[key]}" if key in SECTIONS_OF_LGPS else share


def _pounds(value: int | str | Decimal) -> str:
    """£37,700, and with pence where there are any."""
    amount = pence(value)
    return words(amount).removesuffix(".00")


def _named(key: str, value: Any) -> str:
    name = SPECIAL.get(str(key), str(key).replace("_", " "))
    if key in ("employee", "employer") and isinstance(value, list):
        return f"{name} {', '.join(percent(rate(each)) for each in value)}"
    return f"{name} {_word(value)}"


def _word(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, list):
        return " and ".join(_word(each) for each in value)
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    text = str(value)
    return percent(rate(text)) if _FRACTION.fullmatch(text) else SPECIAL.get(text, text.replace("_", " "))


def _text(value: Any) -> str:
    """As the legislation file writes it, on few lines."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "\n".join(f"- {_flow(row)}" for row in value)
    return _flow(value)


def _flow(value: Any) -> str:
    written = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, width=4000, allow_unicode=True)
    return written.removesuffix("\n").removesuffix("\n...")
