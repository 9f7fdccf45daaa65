from __future__ import annotations

from datetime import date, timedelta


class Dated:
    """A row in force from `starts_on` until before `ends_before`; people say the last day."""

    starts_on: date
    ends_before: date | None

    @property
    def last_day(self) -> date | None:
        return None if self.ends_before is None else self.ends_before - timedelta(days=1)

    def covers(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_before is None or on < self.ends_before)
