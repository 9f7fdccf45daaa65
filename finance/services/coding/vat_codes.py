"""VAT codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from backoffice.actor import Actor
from backoffice.errors import Conflict, Refused
from backoffice.services import lock, service
from finance.models import VatCode

FIELDS = ("name", "rate_basis_points", "recoverable_basis_points", "ubl_category", "starts_on", "ends_before")


@dataclass(frozen=True, slots=True)
class VatCodeRow:
    """A VAT code as a file or a form gives it; basis points: 2000 is 20 %, a share of 10000 is all of it."""

    code: str
    name: str
    rate_basis_points: int
    recoverable_basis_points: int = 10_000
    ubl_category: str = "S"
    starts_on: date | None = None
    ends_before: date | None = None


@service(permission="finance.change_chart")
def put_vat_codes(*, actor: Actor, rows: Sequence[VatCodeRow]) -> dict[str, int]:
    """Add VAT codes and change those whose code exists. Three statements, however many rows."""
    existing = {c.code: c for c in VatCode.objects.filter(code__in=[row.code for row in rows])}
    added, changed = [], []
    for row in rows:
        wanted = {name: getattr(row, name) for name in FIELDS}
        found = existing.get(row.code)
        if found is None:
            added.append(VatCode(code=row.code, **wanted))
        elif any(getattr(found, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(found, name, value)
            changed.append(found)
    VatCode.objects.bulk_create(added, batch_size=1000)
    VatCode.objects.bulk_update(changed, FIELDS, batch_size=500)
    return {"added": len(added), "changed": len(changed)}


@service(permission="finance.change_chart")
def add_vat_code(*, actor: Actor, row: VatCodeRow) -> VatCode:
    """One more way a line is taxed."""
    if VatCode.objects.filter(code=row.code).exists():
        raise Conflict(
            f"There is a VAT code {row.code} already.",
            where="code",
            next_step="Give another code.",
            code="code_taken",
        )
    put_vat_codes(actor=actor, rows=[row])
    return VatCode.objects.get(code=row.code)


@service(permission="finance.change_chart")
def change_vat_code(*, actor: Actor, vat_code: VatCode, row: VatCodeRow) -> VatCode:
    """Change or end a VAT code; what was entered with it keeps the VAT it was entered with."""
    vat_code = lock(vat_code)
    if row.code != vat_code.code:
        raise Refused(
            "The code never changes.",
            where="code",
            next_step="End this VAT code and add another.",
            code="finance_code_kept",
        )
    put_vat_codes(actor=actor, rows=[row])
    return VatCode.objects.get(pk=vat_code.pk)
