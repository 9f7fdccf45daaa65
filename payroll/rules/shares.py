"""An amount divided in proportion, to the penny and without a rest: by largest remainder."""

from collections.abc import Sequence

from payroll.rules.money import Pence


def shares(amount: Pence, weights: Sequence[int]) -> list[Pence]:
    """The parts of an amount (which may be below 0) in proportion to weights of at least 0; they sum to it exactly.

    Each is cut to the penny; the pennies left go one each to the largest remainders, the earlier of two alike first.
    Weights below 0, or that come to nothing, raise ValueError.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("There is nothing to divide by.")
    size = abs(amount)
    parts = [size * weight // whole for weight in weights]
    left = size - sum(parts)
    by_remainder = sorted(range(len(weights)), key=lambda place: -(size * weights[place] % whole))
    for place in by_remainder[:left]:
        parts[place] += 1
    return parts if amount >= 0 else [-part for part in parts]
