"""Pence and the way they are written."""

from __future__ import annotations


def pounds(pence: int) -> str:
    """Pence as pounds with thousands separated: `1,234.50`, `-12.00`."""
    sign = "-" if pence < 0 else ""
    whole, rest = divmod(abs(pence), 100)
    return f"{sign}{whole:,}.{rest:02d}"
