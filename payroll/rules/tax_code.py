"""Tax codes: what they say, and which cannot exist."""

import re
from functools import lru_cache
from typing import NamedTuple

from payroll.rules.errors import CannotCalculate

REST_OF_UK, WALES, SCOTLAND = range(3)
SUFFIX, K, FLAT, NO_TAX = range(4)

_PREFIX = {"": REST_OF_UK, "C": WALES, "S": SCOTLAND}
_FLAT_NAMES = ("BR", "D0", "D1", "D2", "D3")
_FLAT_COUNT = {REST_OF_UK: 3, WALES: 3, SCOTLAND: 5}
_CODE = re.compile(r"([CS]?)(?:(K)([1-9][0-9]*)|([1-9][0-9]*)([LMNT])|(0T)|(BR|D[0-3]))")
_BASIS_MARK = re.compile(r"(?:W1/?M1|W1|M1|X|CUMUL)$")


class TaxCode(NamedTuple):
    """A code in numbers, as a line's inputs hold it."""

    table: int
    """0 rest of the UK, 1 Wales (C), 2 Scotland (S)."""
    kind: int
    """0 free pay (suffix and 0T), 1 additional pay (K), 2 one rate for everything, 3 no tax."""
    number: int
    """Digits of the code; for one-rate codes the place of the rate: BR 0, D0 1, D1 2…"""
    suffix: int = 0
    """Code point of the letter behind the digits, 0 for none. It changes nothing in the sum."""


@lru_cache(maxsize=65536)
def parse_tax_code(text: str) -> TaxCode:
    """The code in numbers; case and blanks do not matter. A code that cannot exist raises CannotCalculate.

    Law: PAYE Regulations 2003 (SI 2003/2682) regs 7 and 8; HMRC's specification for tax table routines.
    """
    code = re.sub(r"\s+", "", text).upper() if isinstance(text, str) else ""
    if not code:
        raise CannotCalculate(
            "no_tax_code", "There is no tax code. Enter the one on the latest notice.", "tax_code"
        )
    if code == "NT":
        return TaxCode(REST_OF_UK, NO_TAX, 0)
    match = _CODE.fullmatch(code)
    if match is None or len(code) > 7:
        raise CannotCalculate("bad_tax_code", _why(text, code), "tax_code")
    prefix, is_k, k_number, number, suffix, zero, flat = match.groups()
    table = _PREFIX[prefix]
    if flat:
        place = _FLAT_NAMES.index(flat)
        if place >= _FLAT_COUNT[table]:
            raise CannotCalculate(
                "bad_tax_code",
                f"Tax code {text} does not exist: {flat} is used in Scotland only, as S{flat}.",
                "tax_code",
            )
        return TaxCode(table, FLAT, place)
    if is_k:
        return TaxCode(table, K, int(k_number))
    return TaxCode(table, SUFFIX, int(number or 0), ord("T" if zero else suffix))


def flat_name(place: int) -> str:
    """`BR`, `D0`… for the place of a one-rate code."""
    return _FLAT_NAMES[place]


def code_words(code: TaxCode) -> str:
    """The code as it is written."""
    prefix = ("", "C", "S")[code.table]
    if code.kind == NO_TAX:
        return "NT"
    if code.kind == FLAT:
        return f"{prefix}{_FLAT_NAMES[code.number]}"
    if code.kind == K:
        return f"{prefix}K{code.number}"
    return f"{prefix}{code.number}{chr(code.suffix)}"


def _why(text: object, code: str) -> str:
    bare = _BASIS_MARK.sub("", code)
    if bare != code and _CODE.fullmatch(bare):
        return f"Tax code {text}: give the code as {bare} and the week 1 / month 1 basis apart from it."
    return (
        f"Tax code {text} cannot exist. A code is like 1257L, K475, BR, D0, 0T or NT, "
        "behind an S or C where the notice has one."
    )
