"""What can be asked about suppliers and what is bought."""

from finance.queries.purchasing.limits import (
    Limits,
    delegation_for,
    delegations_for,
    limit_for,
    limits_for,
    purchasing_centres,
)
from finance.queries.purchasing.orders import (
    order_for,
    orders_for,
    receipt_for,
    receipts_for,
    requisition_for,
    requisitions_for,
)
from finance.queries.purchasing.suppliers import (
    bank_details_for,
    bank_details_of,
    bank_details_with,
    categories_for,
    category_for,
    may_see_bank_details,
    supplier_for,
    suppliers_for,
)

__all__ = [
    "Limits",
    "bank_details_for",
    "bank_details_of",
    "bank_details_with",
    "categories_for",
    "category_for",
    "delegation_for",
    "delegations_for",
    "limit_for",
    "limits_for",
    "may_see_bank_details",
    "order_for",
    "orders_for",
    "purchasing_centres",
    "receipt_for",
    "receipts_for",
    "requisition_for",
    "requisitions_for",
    "supplier_for",
    "suppliers_for",
]
