from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from backoffice.ui.formats import MONTHS, day, money
from backoffice.ui.forms.widgets import DateInput, MoneyInput, SearchableSelect

AMOUNT = re.compile(r"(?P<sign>[-\N{MINUS SIGN}]?)(?P<pounds>\d{1,3}(?:,\d{3})+|\d+)?(?:\.(?P<pence>\d*))?")
LARGEST_PENCE = 10**15  # ten million million pounds: far below what a bigint holds, far above any payment


class DateField(forms.Field):
    """A day in three boxes. `earliest` and `latest` are both allowed.

    Messages say which date is wrong and give one that would do.
    """

    widget = DateInput

    def __init__(self, *, earliest: date | None = None, latest: date | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.earliest, self.latest = earliest, latest

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, date):
            return value
        parts = [str(part or "").strip() for part in value or ()]
        if not any(parts):
            return None
        missing = [name for name, part in zip(("day", "month", "year"), parts, strict=True) if not part]
        if missing:
            raise ValidationError(f"Give the {' and the '.join(missing)} as well.", code="incomplete")
        return self._day(*parts)

    def clean(self, value: Any) -> date | None:
        found = self.to_python(value)
        if found is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if found and self.earliest and found < self.earliest:
            raise ValidationError(f"Give a date on or after {day(self.earliest)}.", code="too_early")
        if found and self.latest and found > self.latest:
            raise ValidationError(f"Give a date on or before {day(self.latest)}.", code="too_late")
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return (initial or None) != self.to_python(data)
        except ValidationError:
            return True

    @staticmethod
    def _day(day_text: str, month_text: str, year_text: str) -> date:
        written = f"{day_text}/{month_text}/{year_text}"
        month = _month(month_text)
        if month is None or not _is_number(day_text) or not _is_number(year_text):
            raise ValidationError(f"{written} is not a date. Give one such as 27/11/2026.", code="not_a_date")
        number, year = int(day_text), int(year_text)
        if not 1900 <= year <= 2199:
            raise ValidationError(f"Give the year of {written} in full, such as 2026.", code="year")
        if not 1 <= month <= 12:
            raise ValidationError(
                f"{written} does not exist: there are 12 months. Give a date such as 27/11/{year}.",
                code="month",
            )
        last = calendar.monthrange(year, month)[1]
        if not 1 <= number <= last:
            raise ValidationError(
                f"{written} does not exist. Give a date such as {last}/{month:02d}/{year}.",
                code="no_such_day",
            )
        return date(year, month, number)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4


def _month(text: str) -> int | None:
    """The number of a month written as number, name or its first three letters."""
    if _is_number(text):
        return int(text)
    name = text.casefold()
    for number, month in enumerate(MONTHS, start=1):
        if name in (month.casefold(), month[:3].casefold()):
            return number
    return None


class PenceField(forms.Field):
    """An amount typed in pounds and kept as integer pence. `least` and `most` are pence, both allowed."""

    widget = MoneyInput

    def __init__(self, *, least: int | None = None, most: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least, self.most = least, most

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d}"
        return value

    def to_python(self, value: Any) -> int | None:
        if value is None or isinstance(value, int):
            return value
        text = str(value).replace("£", "").replace(" ", "")
        if not text:
            return None
        match = AMOUNT.fullmatch(text)
        if match is None or not (match["pounds"] or match["pence"]):
            raise ValidationError(
                "Give an amount in pounds and pence, such as 1,250.00.", code="not_an_amount"
            )
        pence = match["pence"] or ""
        if len(pence) > 2:
            raise ValidationError(
                "Give at most two figures after the point, such as 1,250.00.", code="part_pence"
            )
        amount = int((match["pounds"] or "0").replace(",", "")) * 100 + int(pence.ljust(2, "0"))
        if amount > LARGEST_PENCE:
            raise ValidationError("This amount is too large to be true. Check the figures.", code="too_large")
        return -amount if match["sign"] else amount

    def validate(self, value: int | None) -> None:
        super().validate(value)
        if value is None:
            return
        if self.least is not None and value < self.least:
            raise ValidationError(f"Give an amount of £{money(self.least)} or more.", code="too_little")
        if self.most is not None and value > self.most:
            raise ValidationError(f"Give an amount of £{money(self.most)} or less.", code="too_much")


class SearchableChoiceField(forms.ChoiceField):
    """A choice from a long list."""

    widget = SearchableSelect


class SearchableModelChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice from a long list of rows; give it the fewest: `…_for(viewer=…)`."""

    widget = SearchableSelect
