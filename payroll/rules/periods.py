"""Pay frequencies and their numbers, as the rules store them in a line's inputs."""

from payroll.rules.errors import CannotCalculate

FREQUENCIES = ("weekly", "fortnightly", "four_weekly", "monthly")
FREQUENCY_NUMBER = {name: number for number, name in enumerate(FREQUENCIES)}
WEEKS = {"weekly": 1, "fortnightly": 2, "four_weekly": 4}
FREQUENCY_WORDS = ("weekly", "fortnightly", "four-weekly", "monthly")
WEEKLY, FORTNIGHTLY, FOUR_WEEKLY, MONTHLY = range(4)
WEEKS_OF = (1, 2, 4, 0)
"""Weeks in a pay period by frequency number; 0 for monthly pay."""


def frequency_number(frequency: str) -> int:
    """0 to 3. An unknown frequency raises CannotCalculate."""
    try:
        return FREQUENCY_NUMBER[frequency]
    except (KeyError, TypeError):
        raise CannotCalculate(
            "unknown_frequency",
            f"{frequency!r} is not a pay frequency. Use weekly, fortnightly, four_weekly or monthly.",
            "frequency",
        ) from None
