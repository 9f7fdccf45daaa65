"""How a year's money falls on its twelve months, and that nothing is lost on the way.

By the largest remainder: each month gets its share rounded down, and the pennies left over go to the months that lost most
by it, the earlier first. So the months always sum to the year, and no month is a penny or more away from its exact share.
"""

from __future__ import annotations

from collections.abc import Sequence

MONTHS = 12
FLAT = (1,) * MONTHS


def spread(total_pence: int, weights: Sequence[int]) -> list[int]:
    """The total over as many parts as there are weights, summing exactly to it.

    Weights below nothing count as nothing (a month that earned); without any weight above nothing the parts are equal.
    """
    usable = [max(0, weight) for weight in weights]
    whole = sum(usable)
    if whole == 0:
        usable, whole = [1] * len(usable), len(usable)
    sign, size = (-1, -total_pence) if total_pence < 0 else (1, total_pence)
    parts = [size * weight // whole for weight in usable]
    lost = [size * weight % whole for weight in usable]
    most_lost = sorted(range(len(parts)), key=lambda month: (-lost[month], month))
    for month in most_lost[: size - sum(parts)]:
        parts[month] += 1
    return [sign * part for part in parts]


def spread_flat(total_pence: int, *, first: int = 1, last: int = MONTHS) -> list[int]:
    """The total over the months `first` to `last` of the year (April is 1) equally; nothing in the others."""
    return spread(total_pence, [1 if first <= month <= last else 0 for month in range(1, MONTHS + 1)])


def spread_as(total_pence: int, actual_pence: Sequence[int]) -> list[int]:
    """The total in the shape of a year's actuals: spending above nothing, income below."""
    turned = -1 if sum(actual_pence) < 0 else 1
    return spread(total_pence, [turned * pence for pence in actual_pence])
