"""Pence and the way they are written."""

from __future__ import annotations

import re
from decimal import Decimal

_AMOUNT = re.compile(r"^-?\d{1,3}(,\d{3})+(\.\d{1,2})?$|^-?\d+(\.\d{1,2})?$")
LARGEST_PENCE = 10**15  # ten million million pounds: far above any authority, far below bigint


def parse_pence(text: str) -> int:
    """Pence from pounds as people write them (`1,234.50`, `£12`). Raises ValueError with what to do."""
    cleaned = text.strip().replace("£", "").replace(" ", "")
    if not _AMOUNT.match(cleaned):
        raise ValueError(f"{text.strip()} is not an amount. Give pounds and pence such as 1,234.50.")
    pence = int(Decimal(cleaned.replace(",", "")) * 100)
    if abs(pence) > LARGEST_PENCE:
        raise ValueError(f"{text.strip()} is too large.")
    return pence


def pounds(pence: int) -> str:
    """Pence as pounds with thousands separated: `1,234.50`, `-12.00`."""
    sign = "-" if pence < 0 else ""
    whole, rest = divmod(abs(pence), 100)
    return f"{sign}{whole:,}.{rest:02d}"
