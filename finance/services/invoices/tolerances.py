"""How far an invoice may be from its order before a person looks at it."""

from __future__ import annotations

from backoffice.actor import Actor
from backoffice.services import service
from finance.models import Category, MatchTolerance


@service(permission="finance.change_purchasing_rules")
def put_tolerance(
    *,
    actor: Actor,
    category: Category | None,
    price_pence: int,
    price_basis_points: int,
    quantity_basis_points: int,
    total_pence: int,
    total_basis_points: int,
    vat_pence: int,
    reason: str = "",
) -> MatchTolerance:
    """Set the tolerances of a category, or of all others. Matches from now on go by them."""
    tolerance, _ = MatchTolerance.objects.update_or_create(
        category=category,
        defaults={
            "price_pence": price_pence,
            "price_basis_points": price_basis_points,
            "quantity_basis_points": quantity_basis_points,
            "total_pence": total_pence,
            "total_basis_points": total_basis_points,
            "vat_pence": vat_pence,
        },
    )
    return tolerance
