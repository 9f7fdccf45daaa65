"""What is said when an invoice cannot be taken, and the sentences of its database constraints."""

from __future__ import annotations

from backoffice.errors import Conflict, NotAllowed, Refused


class InvoiceWrong(Refused):
    code = "invoice_wrong"


class EnteredBefore(Conflict):
    code = "invoice_entered_before"


class SupplierClosed(Refused):
    code = "invoice_supplier_closed"


class NotAdding(Refused):
    code = "invoice_not_adding"


class OwnInvoice(NotAllowed):
    code = "invoice_is_your_own"


class InvoiceState(Conflict):
    code = "invoice_state"


class NotWithinLimit(NotAllowed):
    code = "invoice_above_limit"


class NoOpenPeriod(Refused):
    code = "invoice_no_open_period"


SENTENCES = {
    "finance_invoice_entered_once": (
        "This invoice was entered before.",
        "Look for the supplier's number in the list of invoices.",
    ),
    "finance_invoice_frozen": (
        "A posted invoice never changes.",
        "Ask for it to be cancelled, or enter a credit note.",
    ),
    "finance_invoice_ended": ("A rejected or cancelled invoice never changes.", "Enter it again."),
    "finance_invoice_kept": ("Invoices are never deleted.", "Reject or cancel it."),
    "finance_invoice_cancelled_reversed": (
        "A posted invoice is cancelled with the reversal of its journal, before any of it is paid.",
        "Ask for it to be cancelled on its page; once paid, enter a credit note.",
    ),
    "finance_invoice_in_ledger": ("A posted invoice is in the ledger.", "Post it from its page."),
    "finance_invoice_owed_in_ledger": (
        "The creditors' account would owe something else than the invoice is for.",
        "Code no line of it to the creditors' account itself.",
    ),
    "finance_order_line_invoiced_by_invoices": (
        "What is invoiced of an order is what its invoices say.",
        "Match the invoice again.",
    ),
    "finance_invoice_lines_add": ("The lines do not add up to the invoice.", "Correct the amounts."),
    "finance_invoice_begins_entered": ("An invoice begins as entered.", "Enter it, then match it."),
    "finance_invoice_line_frozen": (
        "The lines of a posted invoice never change.",
        "Ask for it to be cancelled, or enter a credit note.",
    ),
    "finance_invoice_exception_kept": (
        "A settled exception stays as it was settled.",
        "Look at the invoice again.",
    ),
    "finance_invoice_paid_at_most_all": (
        "More would be paid than the invoice is for.",
        "Look at its payments.",
    ),
}
