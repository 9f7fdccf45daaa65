"""The ledger's codes that posts carry: pay is posted by them, so one that does not exist is refused where it is entered."""

from __future__ import annotations

from collections.abc import Iterable

from backoffice.errors import Refused
from backoffice.lookups import unknown_codes

# A post's field: the look-up it is found in, what it is called, what to do where it is not found.
CODES = {
    "cost_centre": (
        "finance.cost_centre",
        "cost centre",
        "Correct the code, or have finance add the cost centre first.",
    ),
    "objective": (
        "finance.objective",
        "police objective",
        "Correct the code, or have finance load the chart of accounts first.",
    ),
}


class UnknownCode(Refused):
    code = "post_code_unknown"


def unknown(field: str, codes: Iterable[str | None]) -> set[str]:
    """Those that the authority's ledger does not have; none where it keeps no ledger here. One query."""
    return unknown_codes(CODES[field][0], [code for code in codes if code])


def refuse_unknown(**codes: str) -> None:
    """Refuse a cost centre or an objective that the ledger does not have."""
    for field, code in codes.items():
        if unknown(field, [code]):
            _, words, next_step = CODES[field]
            raise UnknownCode(f"There is no {words} {code} in the ledger.", where=field, next_step=next_step)
