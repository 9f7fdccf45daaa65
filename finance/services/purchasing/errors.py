"""What purchasing says when it will not do something, and the sentences of its database constraints."""

from __future__ import annotations

from backoffice.errors import Conflict, NotAllowed, Refused


class SupplierNotOpen(Refused):
    code = "supplier_not_open"


class SupplierKnown(Conflict):
    code = "supplier_known_already"


class BankDetailsWrong(Refused):
    code = "bank_details_wrong"


class BankDetailsDecided(Conflict):
    code = "bank_details_decided"


class OwnBankDetails(NotAllowed):
    code = "bank_details_your_own"


class NoCallBack(Refused):
    code = "bank_details_no_call_back"


class OwnRequisition(NotAllowed):
    code = "requisition_is_your_own"


class LimitTooLow(NotAllowed):
    code = "approval_limit_too_low"


class RequisitionMoved(Conflict):
    code = "requisition_moved_on"


class LinesWrong(Refused):
    code = "purchase_lines_wrong"


class OrderMoved(Conflict):
    code = "order_moved_on"


class OrderHasReceipts(Refused):
    code = "order_has_receipts"


class OwnApproval(NotAllowed):
    code = "receipt_by_approver"


class TooMuch(Refused):
    code = "receipt_too_much"


SENTENCES = {
    "finance_bank_details_begin_proposed": (
        "Bank details begin as proposed.",
        "Propose them; another person checks them.",
    ),
    "finance_bank_details_kept": (
        "Bank details and the record of the call back stay as they were.",
        "Propose other details.",
    ),
    "finance_delegation_no_overlap": (
        "Somebody stands in for this person in that time already.",
        "End the other delegation first, or choose other days.",
    ),
    "finance_requisition_begins_as_draft": (
        "A requisition begins as a draft.",
        "Make the draft, then submit it.",
    ),
    "finance_requisition_kept": (
        "A requisition stays as it was submitted and decided.",
        "Withdraw it to change it, or raise another.",
    ),
    "finance_requisition_line_net_adds_up": (
        "A line's value is its quantity by its price.",
        "Give the line again.",
    ),
    "finance_order_line_net_adds_up": (
        "A line's value is its quantity by its price.",
        "Give the line again.",
    ),
    "finance_order_line_received_adds_up": (
        "What was received is the quantity by the order's price.",
        "Record it as a receipt.",
    ),
    "finance_order_begins_issued": ("An order begins as issued.", "Place it from its requisition."),
    "finance_approval_limit_kept": (
        "An approval limit is ended, never changed.",
        "End it, and have another given.",
    ),
    "finance_delegation_kept": (
        "A delegation is ended, never changed.",
        "End it, and give another.",
    ),
    "finance_order_of_approved": (
        "An order follows a requisition that somebody approved.",
        "Raise a requisition and have it approved.",
    ),
    "finance_order_kept": (
        "What was ordered, from whom and on whose approval stays.",
        "Cancel or close the order, and raise another requisition.",
    ),
    "finance_order_cancelled_unreceived": (
        "Something of the order was received.",
        "Close it instead: that gives back the budget of what did not come.",
    ),
    "finance_order_line_received_by_receipts": (
        "What was received is written by receipts.",
        "Record a receipt or a return.",
    ),
    "finance_order_within_approval": (
        "The order would be dearer than what was approved.",
        "Raise another requisition for what is more.",
    ),
    "finance_receipt_kept": ("Receipts stay as they were recorded.", "Record a return."),
    "finance_receipt_by_another": (
        "Whoever approved an order does not record what was received.",
        "Ask a colleague to record it.",
    ),
    "finance_receipt_of_its_order": (
        "A receipt is of the lines of its order.",
        "Record it from the order's page.",
    ),
    "finance_receipt_sign": ("Receipts add, returns take away.", "Record it from the order's page."),
    "finance_receipt_within_tolerance": (
        "More would be received than was ordered and the category allows.",
        "Raise a requisition for what is more, or send it back.",
    ),
    "finance_receipt_order_open": (
        "The order is closed or cancelled.",
        "Raise another requisition for what came.",
    ),
    "finance_receipt_line_adds_up": (
        "What was received is the quantity by the order's price.",
        "Record it from the order's page.",
    ),
    "finance_receipt_posted": (
        "What is received is posted in the same moment.",
        "Record it from the order's page.",
    ),
}
