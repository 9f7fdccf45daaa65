"""An authority's own value where the legislation file has one that nobody has confirmed."""

from __future__ import annotations

from datetime import date

import yaml

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.services import service
from payroll.models import LawOverride
from payroll.queries.calculation import overrides_for
from payroll.rules.errors import LawError
from payroll.rules.law import Leaf, Override, law_for
from payroll.rules.tax_calendar import tax_year_ends_on, tax_year_starts_on
from payroll.services.details.refusals import check_tax_year


class CannotOverride(Refused):
    code = "cannot_override"


@service(permission="payroll.change_settings")
def override_law(
    *, actor: Actor, tax_year: str, path: str, value: str, source: str, starts_on: date, reason: str = ""
) -> LawOverride:
    """Use a value from a day on, with the document that sets it. `value` is written as the legislation file writes it.

    Only values that nobody has confirmed can be set; the new one has to be of the same make, and the law has to hold
    together with it.
    """
    year = check_tax_year(tax_year)
    starts, ends = tax_year_starts_on(year), tax_year_ends_on(year)
    if not starts <= starts_on <= ends:
        raise CannotOverride(
            f"{starts_on:%-d %B %Y} is not in the tax year {year}.",
            where="starts_on",
            next_step=f"Give a day from {starts:%-d %B %Y} to {ends:%-d %B %Y}.",
        )
    leaf = law_for(year, starts_on).leaves.get(path)
    if leaf is None or leaf.verified:
        raise CannotOverride(
            f"{path} of {year} is confirmed, or there is no such value.",
            next_step="Only values marked unconfirmed can be set.",
        )
    written = value.strip()
    _check_make(leaf, written)
    new = Override(path, written, source.strip(), starts_on, actor.name)
    try:
        law_for(year, starts_on, (*overrides_for(year), new))
    except (LawError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError) as error:
        raise CannotOverride(
            "The law does not hold together with this value.",
            where="value",
            next_step="Write it as the value shown, with other figures.",
        ) from error
    return LawOverride.objects.create(
        tax_year=year,
        path=path,
        value=written,
        source=source.strip(),
        starts_on=starts_on,
        made_by_id=actor.member_id,
    )


def _check_make(leaf: Leaf, written: str) -> None:
    try:
        given = yaml.safe_load(written)
    except yaml.YAMLError:
        given = None
    if not _alike(leaf.value, given):
        raise CannotOverride(
            "The value is not written like the one it replaces.",
            where="value",
            next_step="Keep its form and change the figures only.",
        )


def _alike(old: object, new: object) -> bool:
    """The same make: numbers for numbers, rows with the same names for rows."""
    if isinstance(old, dict):
        return isinstance(new, dict) and old.keys() == new.keys() and all(_alike(old[k], new[k]) for k in old)
    if isinstance(old, list):
        return isinstance(new, list) and bool(new) and all(_alike(old[0], row) for row in new)
    if old is None or isinstance(old, int | float):
        return new is None or (isinstance(new, int | float) and not isinstance(new, bool) and new >= 0)
    if isinstance(old, str):
        return isinstance(new, str) and bool(new.strip())
    return type(old) is type(new)
