"""A Bacs Standard 18 file for one processing day: built, and read back for its control totals.

Fixed width, upper case. Data records have 100 characters, labels 80. The positions of the labels are as the scheme's
message guide is remembered, not checked against it; a bank's test submission comes before the first live one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

CREDIT = "99"
CONTRA = "17"
LARGEST_PENCE = 10**11 - 1
_NOT_ALLOWED = re.compile(r"[^A-Z0-9.&/\- ]")


class BacsError(ValueError):
    """The payments cannot be made into a file, or the file does not hold together."""


@dataclass(frozen=True, slots=True)
class Originator:
    user_number: str
    sort_code: str
    account_number: str
    account_name: str


@dataclass(frozen=True, slots=True)
class Credit:
    """One payment. The reference is what the payee's statement shows."""

    sort_code: str
    account_number: str
    account_name: str
    amount_pence: int
    reference: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file says of itself and what it holds; equal when it is whole."""

    serial: str
    user_number: str
    made_on: date
    process_on: date
    credits: tuple[Credit, ...]
    contra_pence: int
    credit_total_pence: int
    debit_total_pence: int
    credit_count: int
    debit_count: int


def text(value: str, width: int) -> str:
    """As Bacs takes it: upper case, what is not in its character set a space, cut and filled."""
    return _NOT_ALLOWED.sub(" ", value.upper())[:width].ljust(width)


def build(
    *, originator: Originator, serial: str, made_on: date, process_on: date, credits: Iterable[Credit]
) -> bytes:
    """The file. Raises BacsError for an amount that cannot be paid, a bad account or the same payment twice."""
    if not re.fullmatch(r"[A-Z0-9]{6}", serial):
        raise BacsError(f"{serial!r} is not a submission serial of six characters.")
    records: list[str] = []
    seen: set[tuple[str, str, str]] = set()
    total = 0
    for credit in credits:
        key = (credit.sort_code, credit.account_number, credit.reference)
        if key in seen:
            raise BacsError(f"Reference {credit.reference} is paid twice to one account.")
        seen.add(key)
        records.append(_data(originator, credit))
        total += credit.amount_pence
    if not records:
        raise BacsError("There is nothing to pay by Bacs.")
    records.append(_contra(originator, total))
    return "".join(
        f"{record}\r\n"
        for record in (
            *_headers(originator, serial, made_on, process_on),
            *records,
            *_trailers(originator, serial, made_on, total, len(records) - 1),
        )
    ).encode("ascii")


def parse(content: bytes) -> Parsed:
    """The file read back. Raises BacsError where records, contra and control totals do not agree."""
    records = content.decode("ascii").split("\r\n")
    if records[-1] != "" or len(records) < 10:
        raise BacsError("The file is cut off.")
    vol1, hdr1, hdr2, uhl1, *data, contra, eof1, eof2, utl1 = records[:-1]
    for record, name in zip(
        (vol1, hdr1, hdr2, uhl1, eof1, eof2, utl1),
        ("VOL1", "HDR1", "HDR2", "UHL1", "EOF1", "EOF2", "UTL1"),
        strict=True,
    ):
        if not record.startswith(name) or len(record) != 80:
            raise BacsError(f"Label {name} is not where it belongs.")
    if any(len(record) != 100 for record in (*data, contra)):
        raise BacsError("A data record does not have 100 characters.")
    if contra[15:17] != CONTRA or any(record[15:17] != CREDIT for record in data):
        raise BacsError("Credits are followed by one contra.")
    found = Parsed(
        serial=vol1[4:10],
        user_number=vol1[41:47],
        made_on=_from_julian(hdr1[42:47]),
        process_on=_from_julian(uhl1[5:10]),
        credits=tuple(
            Credit(r[0:6], r[6:14], r[82:100].rstrip(), int(r[35:46]), r[64:82].rstrip()) for r in data
        ),
        contra_pence=int(contra[35:46]),
        debit_total_pence=int(utl1[4:17]),
        credit_total_pence=int(utl1[17:30]),
        debit_count=int(utl1[30:37]),
        credit_count=int(utl1[37:44]),
    )
    total = sum(credit.amount_pence for credit in found.credits)
    if not total == found.contra_pence == found.credit_total_pence == found.debit_total_pence:
        raise BacsError("Credits, contra and control totals do not agree.")
    if (found.credit_count, found.debit_count) != (len(found.credits), 1):
        raise BacsError("The control counts do not agree with the records.")
    return found


def _digits(value: str, width: int, what: str) -> str:
    if not re.fullmatch(rf"[0-9]{{{width}}}", value):
        raise BacsError(f"{what} {value!r} does not have {width} digits.")
    return value


def _amount(pence: int) -> str:
    if not 0 < pence <= LARGEST_PENCE:
        raise BacsError(f"{pence} pence cannot be paid by Bacs.")
    return f"{pence:011d}"


def _data(originator: Originator, credit: Credit) -> str:
    return (
        _digits(credit.sort_code, 6, "Sort code")
        + _digits(credit.account_number, 8, "Account number")
        + f"0{CREDIT}{originator.sort_code}{originator.account_number}    {_amount(credit.amount_pence)}"
        + text(originator.account_name, 18)
        + text(credit.reference, 18)
        + text(credit.account_name, 18)
    )


def _contra(originator: Originator, total: int) -> str:
    own = _digits(originator.sort_code, 6, "Sort code") + _digits(
        originator.account_number, 8, "Account number"
    )
    return (
        f"{own}0{CONTRA}{own}    {_amount(total)}"
        + text("", 18)
        + text("CONTRA", 18)
        + text(originator.account_name, 18)
    )


def _headers(originator: Originator, serial: str, made_on: date, process_on: date) -> tuple[str, ...]:
    number = _digits(originator.user_number, 6, "Bacs user number")
    return (
        f"VOL1{serial}".ljust(41) + number.ljust(38) + "1",
        _file_label("HDR1", number, serial, made_on),
        "HDR2F0200000100".ljust(50) + "00".ljust(30),
        f"UHL1{_julian(process_on)}999999  00000000  1 DAILY  001".ljust(80),
    )


def _trailers(originator: Originator, serial: str, made_on: date, total: int, count: int) -> tuple[str, ...]:
    return (
        _file_label("EOF1", originator.user_number, serial, made_on),
        "EOF2F0200000100".ljust(50) + "00".ljust(30),
        f"UTL1{total:013d}{total:013d}{1:07d}{count:07d}".ljust(80),
    )


def _file_label(name: str, number: str, serial: str, made_on: date) -> str:
    expires = _julian(made_on + timedelta(days=7))
    return f"{name}A{number}S  1{number}{serial}00010001      {_julian(made_on)}{expires} 000000".ljust(80)


def _julian(day: date) -> str:
    return f" {day:%y%j}"


def _from_julian(value: str) -> date:
    return date(2000 + int(value[:2]), 1, 1) + timedelta(days=int(value[2:]) - 1)
