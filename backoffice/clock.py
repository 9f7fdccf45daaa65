"""The business date. Sessions, codes and logs keep the real clock; pay, postings and due dates use this one."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

LONDON = ZoneInfo("Europe/London")


def business_date() -> date:
    """Today for the business: the date the demonstration fixes (BUSINESS_DATE), otherwise today in London."""
    fixed: date | None = settings.BUSINESS_DATE
    return fixed or datetime.now(LONDON).date()
