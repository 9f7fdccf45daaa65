"""What may be paid or taken, how it counts and where it is posted."""

from __future__ import annotations

from typing import Any

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.services import service
from payroll.elements import STANDARD, STANDARD_FIELDS
from payroll.models import ElementType
from payroll.services.details.kinds import ELEMENT_TYPE
from payroll.services.details.one import put_single


class PaymentsOnly(Refused):
    code = "payments_only"


@service(permission="payroll.change_settings")
def set_element_type(*, actor: Actor, code: str, reason: str = "", **values: Any) -> ElementType:
    """Add a pay element or change one; `values` are named as on the model, all of them."""
    assert set(values) == set(ELEMENT_TYPE.facts), set(ELEMENT_TYPE.facts) ^ set(values)
    if values["kind"] != "payment":
        if values["is_taxable"] or values["is_niable"] or values["is_pensionable"]:
            raise PaymentsOnly(
                "Only a payment is taxed, insured or pensionable.",
                where="kind",
                next_step="Untick the three boxes.",
            )
        if values["basis"] != "amount":
            raise PaymentsOnly(
                "A deduction or expense is given by its amount.",
                where="basis",
                next_step="Choose the amount given.",
            )
    if values["is_pensionable"] and values["basis"] in ElementType.OFFICERS_ONLY:
        raise PaymentsOnly(
            "Officers' overtime and allowances for their hours do not count for the pension.",
            where="is_pensionable",
            next_step="Untick the box, or choose the amount given.",
        )
    facts = tuple(values[name] for name in ELEMENT_TYPE.facts)
    return put_single(ELEMENT_TYPE, ElementType, (code.strip().upper(),), facts)


@service(permission="payroll.change_settings")
def add_standard_elements(*, actor: Actor, reason: str = "") -> int:
    """Add the standard pay elements that are not there yet. Returns how many."""
    held = set(ElementType.objects.values_list("code", flat=True))
    new = [
        ElementType(**dict(zip(STANDARD_FIELDS, row, strict=True))) for row in STANDARD if row[0] not in held
    ]
    ElementType.objects.bulk_create(new)
    return len(new)
