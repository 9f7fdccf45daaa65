"""National Insurance numbers: which can exist.

Two letters, six digits and a suffix A to D. D, F, I, Q, U and V are in neither place, O not in the second,
and seven
pairs are never given out. HMRC, National Insurance Manual NIM39110.
"""

from __future__ import annotations

import re

PATTERN = r"^(?!BG|GB|KN|NK|NT|TN|ZZ)[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z][0-9]{6}[A-D]$"
HELP = "Give two letters, six digits and a last letter A, B, C or D, such as AB 12 34 56 C."

_possible = re.compile(PATTERN)


def tidy(text: str) -> str:
    """The number in capitals without spaces, hyphens or full stops."""
    return re.sub(r"[\s.\-]", "", text).upper()


def can_exist(number: str) -> bool:
    """Whether a tidy number could have been given to somebody."""
    return _possible.fullmatch(number) is not None and number.isascii()


def spaced(number: str) -> str:
    """As people write it: AB 12 34 56 C."""
    return (
        " ".join((number[:2], number[2:4], number[4:6], number[6:8], number[8:]))
        if len(number) == 9
        else number
    )


def parse(text: str) -> str:
    """A tidy number. Raises ValueError with the way out when no such number can exist."""
    number = tidy(text)
    if not can_exist(number):
        raise ValueError(f"{text.strip()} cannot be a National Insurance number. {HELP}")
    return number
