"""Quantities, prices and tolerances of what is bought. Plain Python."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

THOUSANDTH = Decimal("0.001")
WHOLE = 10_000  # basis points


def value_of(quantity: Decimal, unit_price_pence: int) -> int:
    """Quantity by price in pence, a halfpenny up. As the database works it out (0008_purchasing.sql)."""
    return int((quantity * unit_price_pence).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def most_receivable(ordered: Decimal, over_basis_points: int) -> Decimal:
    """The most of a line that may be received in all: what was ordered and the category's tolerance above it."""
    return (ordered * (WHOLE + over_basis_points) / WHOLE).quantize(THOUSANDTH, rounding=ROUND_DOWN)


def received_value(received: Decimal, more: Decimal, unit_price_pence: int) -> int:
    """What a receipt of `more` is worth: parts add up to the whole to the penny, however a line is split."""
    return value_of(received + more, unit_price_pence) - value_of(received, unit_price_pence)


def still_committed(*, net_pence: int, received_pence: int, is_over: bool) -> int:
    """What of a line's value still holds budget: what was received is spent, and nothing once no more is expected."""
    return 0 if is_over else max(0, net_pence - received_pence)


def in_quantity(quantity: Decimal) -> str:
    """A quantity without noughts that say nothing: 3, 2.5."""
    text = f"{quantity:,.3f}"
    return text.rstrip("0").rstrip(".")


def digits_of(phone: str) -> str:
    """A telephone number as it is compared: digits only, +44 as a nought."""
    digits = "".join(c for c in phone if c.isdigit())
    if phone.strip().startswith("+44") or digits.startswith("0044"):
        digits = "0" + digits.removeprefix("00").removeprefix("44").removeprefix("0")
    return digits
