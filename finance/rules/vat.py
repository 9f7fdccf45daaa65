"""VAT on a line. Plain Python, pence and basis points throughout."""

from __future__ import annotations

WHOLE = 10_000  # basis points


def vat_on(net_pence: int, rate_basis_points: int) -> int:
    """VAT on an amount, to the nearest penny, a halfpenny away from nothing; a credit's is the same with its sign.

    A line's VAT may be rounded to the nearest penny (HMRC VAT Notice 700, 17.5).
    """
    return _share(net_pence, rate_basis_points)


def recoverable_part(vat_pence: int, recoverable_basis_points: int) -> int:
    """What of a line's VAT goes to the VAT control account; the rest is a cost of the line."""
    return _share(vat_pence, recoverable_basis_points)


def _share(pence: int, basis_points: int) -> int:
    size = (abs(pence) * basis_points + WHOLE // 2) // WHOLE
    return size if pence >= 0 else -size
