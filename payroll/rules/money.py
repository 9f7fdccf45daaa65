"""Money as whole pence, rates as whole millionths: no float, and no rounding without a name."""

import re
from decimal import Decimal
from fractions import Fraction

Pence = int

MILLION = 1_000_000
"""A rate is an integer in millionths: 13.44 per cent is 134,400."""

_POUNDS = re.compile(r"([+-]?)([0-9]{1,15})(?:\.([0-9]{1,2}))?")


def pence(pounds_text: str | int | Decimal) -> Pence:
    """Pence from an amount in pounds such as `"1234.5"`. More than two decimals raise ValueError."""
    match = _POUNDS.fullmatch(str(pounds_text).strip())
    if match is None:
        raise ValueError(f"{pounds_text!r} is not an amount in pounds. Give one such as 1234.56.")
    sign, whole, part = match.groups()
    amount = int(whole) * 100 + int((part or "").ljust(2, "0"))
    return -amount if sign == "-" else amount


def pounds(amount: Pence) -> str:
    """`1234` pence as `"12.34"`."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def words(amount: Pence) -> str:
    """Pence as a reader sees them: `-£1,234.56`."""
    sign = "-" if amount < 0 else ""
    return f"{sign}£{abs(amount) // 100:,}.{abs(amount) % 100:02d}"


def rate(text: str | int | Decimal) -> int:
    """Millionths from a fraction such as `"0.0185"`. More than six decimals raise ValueError."""
    scaled = Decimal(str(text)) * MILLION
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{text!r} has more than six decimals.")
    return int(scaled)


def rate_text(millionths: int) -> str:
    """Millionths as a plain fraction: 65,000 is `"0.065"`."""
    text = f"{millionths // MILLION}.{millionths % MILLION:06d}".rstrip("0")
    return text.rstrip(".")


def percent(millionths: int) -> str:
    """Millionths in words: 134,400 is `"13.44 %"`."""
    text = f"{millionths // 10_000}.{millionths % 10_000:04d}".rstrip("0").rstrip(".")
    return f"{text} %"


def decimals(value: int, places: int) -> str:
    """An integer scaled by ten to the `places`, without trailing zeros: (3305833, 4) is `"330.5833"`."""
    sign = "-" if value < 0 else ""
    whole, part = divmod(abs(value), 10**places)
    text = f"{part:0{places}d}".rstrip("0")
    return f"{sign}{whole:,}.{text}" if text else f"{sign}{whole:,}"


def exact_words(value: int, places: int) -> str:
    """Pounds scaled by ten to the `places`, with as many decimals as they have, at least two: (42400, 3) is `"£42.40"`."""
    sign = "-" if value < 0 else ""
    whole, part = divmod(abs(value), 10**places)
    return f"{sign}£{whole:,}.{f'{part:0{places}d}'.rstrip('0').ljust(2, '0')}"


def up(numerator: int, denominator: int) -> int:
    """The quotient, up to the next whole number unless it is exact."""
    return -(-numerator // denominator)


def nearest(numerator: int, denominator: int) -> int:
    """The nearest whole number; an exact half goes away from zero."""
    if numerator < 0:
        return -((-2 * numerator + denominator) // (2 * denominator))
    return (2 * numerator + denominator) // (2 * denominator)


def nearest_half_down(numerator: int, denominator: int) -> int:
    """The nearest whole number; an exact half is dropped, as the Scottish arrestment tables do."""
    return up(2 * numerator - denominator, 2 * denominator)


def fraction_words(numerator: int, denominator: int) -> str:
    """An exact ratio in words to six decimals, with dots where more follow."""
    value = Fraction(numerator, denominator)
    scaled = value * MILLION
    text = decimals(scaled.numerator // scaled.denominator, 6)
    return text if scaled.denominator == 1 else f"{text}…"
