"""Which column of a file is which of ours."""

from __future__ import annotations

import hashlib
import json

from backoffice.errors import Refused
from backoffice.imports.models import Mapping
from backoffice.imports.specs import ImportSpec
from backoffice.imports.values import plainly

REASON = "Reason"  # the column we add to files of wrong rows; it is passed over when they come back
AUTHORITY = "authority"
_AUTHORITY_HEADINGS = {"authority", "policeauthority"}


class HeadingsTwice(Refused):
    code = "import_heading_twice"


class ColumnsMissing(Refused):
    code = "import_columns_missing"


def fingerprint(headings: list[str]) -> str:
    """The same for every file with these headings, whatever their capitals."""
    return hashlib.sha256(json.dumps([plainly(heading) for heading in headings]).encode()).hexdigest()


def match(spec: ImportSpec, headings: list[str]) -> dict[str, int]:
    """Column name -> position: as remembered for these headings, else by name, label and the names others use."""
    _refuse_twice(headings)
    by_heading = {plainly(heading): position for position, heading in enumerate(headings) if heading}
    remembered = Mapping.objects.filter(kind=spec.kind, headings_sha256=fingerprint(headings)).first()
    if remembered is not None:
        named = {name: by_heading.get(plainly(heading)) for name, heading in remembered.columns.items()}
        return {name: position for name, position in named.items() if position is not None}
    found: dict[str, int] = {}
    for column in spec.columns:
        for heading in (column.label, column.name, *column.aliases):
            position = by_heading.get(plainly(heading))
            if position is not None and position not in found.values():
                found[column.name] = position
                break
    return found


def authority_position(spec: ImportSpec, headings: list[str], mapping: dict[str, int]) -> int | None:
    """Where the file says which authority it is for, if it does."""
    if any(column.name == AUTHORITY for column in spec.columns):
        return mapping.get(AUTHORITY)
    for position, heading in enumerate(headings):
        if plainly(heading) in _AUTHORITY_HEADINGS and position not in mapping.values():
            return position
    return None


def missing(spec: ImportSpec, mapping: dict[str, int]) -> list[str]:
    """The labels of required columns that nothing in the file was matched to."""
    return [column.label for column in spec.columns if column.required and column.name not in mapping]


def unmatched(headings: list[str], mapping: dict[str, int]) -> list[str]:
    """Headings of the file that will be passed over."""
    used = set(mapping.values())
    return [
        heading
        for position, heading in enumerate(headings)
        if heading and position not in used and plainly(heading) != plainly(REASON)
    ]


def _refuse_twice(headings: list[str]) -> None:
    seen: dict[str, int] = {}
    for position, heading in enumerate(headings):
        plain = plainly(heading)
        if plain and plain in seen:
            raise HeadingsTwice(
                f"The heading {heading} stands over two columns, {_letter(seen[plain])} and {_letter(position)}.",
                where="file",
                next_step="Rename or remove one of them.",
            )
        seen[plain] = position


def _letter(position: int) -> str:
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
