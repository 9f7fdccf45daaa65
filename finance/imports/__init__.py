"""Files finance reads."""

from finance.imports import chart


def register_imports() -> None:
    """Offer them, area by area."""
    chart.offer()
