"""What purchasing can do: suppliers and where they are paid, requisitions, orders, receipts."""

from finance.services.purchasing.bank_details import (
    accept_bank_details,
    propose_bank_details,
    reject_bank_details,
)
from finance.services.purchasing.errors import LimitTooLow, TooMuch
from finance.services.purchasing.limits import Decision, may_approve
from finance.services.purchasing.lines import PurchaseLine
from finance.services.purchasing.orders import (
    Amendment,
    OpenOrder,
    amend_order,
    cancel_order,
    close_order,
    place_order,
    record_sent,
    take_on_orders,
)
from finance.services.purchasing.receipts import record_receipt, record_return
from finance.services.purchasing.requisitions import (
    RequisitionFacts,
    approve_requisition,
    cancel_requisition,
    change_requisition,
    draft_requisition,
    reject_requisition,
    submit_requisition,
    withdraw_requisition,
)
from finance.services.purchasing.setup import (
    CategoryFacts,
    LimitFacts,
    add_limit,
    delegate,
    delegate_for,
    end_delegation,
    end_limit,
    put_categories,
    put_limits,
)
from finance.services.purchasing.suppliers import (
    SupplierFacts,
    add_supplier,
    change_supplier,
    close_supplier,
    hold_supplier,
    open_supplier,
    put_suppliers,
)

__all__ = [
    "Amendment",
    "CategoryFacts",
    "Decision",
    "LimitFacts",
    "LimitTooLow",
    "OpenOrder",
    "PurchaseLine",
    "RequisitionFacts",
    "SupplierFacts",
    "TooMuch",
    "accept_bank_details",
    "add_limit",
    "add_supplier",
    "amend_order",
    "approve_requisition",
    "cancel_order",
    "cancel_requisition",
    "change_requisition",
    "change_supplier",
    "close_order",
    "close_supplier",
    "delegate",
    "delegate_for",
    "draft_requisition",
    "end_delegation",
    "end_limit",
    "hold_supplier",
    "may_approve",
    "open_supplier",
    "place_order",
    "propose_bank_details",
    "put_categories",
    "put_limits",
    "put_suppliers",
    "record_receipt",
    "record_return",
    "record_sent",
    "reject_bank_details",
    "reject_requisition",
    "submit_requisition",
    "take_on_orders",
    "withdraw_requisition",
]
