"""Sort codes and account numbers as people write them."""

from __future__ import annotations

import re


def parse_sort_code(text: str) -> str:
    """Six digits. Raises ValueError with the way out."""
    digits = re.sub(r"[\s\-.]", "", text)
    if not re.fullmatch(r"[0-9]{6}", digits):
        raise ValueError(f"{text.strip()} is not a sort code. Give six digits, such as 12-34-56.")
    return digits


def parse_account_number(text: str) -> str:
    """Eight digits. Raises ValueError with the way out."""
    digits = re.sub(r"[\s\-]", "", text)
    if re.fullmatch(r"[0-9]{6,7}", digits):
        raise ValueError(f"An account number has eight digits. Put 0 in front: {digits.zfill(8)}.")
    if not re.fullmatch(r"[0-9]{8}", digits):
        raise ValueError("This is not an account number. Give eight digits.")
    return digits


def masked(account_number: str) -> str:
    """The last three digits, as one shows an account to somebody who may not see it."""
    return "•" * (len(account_number) - 3) + account_number[-3:]


def dashed(sort_code: str) -> str:
    """12-34-56."""
    return "-".join((sort_code[:2], sort_code[2:4], sort_code[4:]))
