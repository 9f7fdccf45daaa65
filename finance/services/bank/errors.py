"""What the bank's part of finance says when it will not do something, and the sentences of its constraints."""

from __future__ import annotations

from backoffice.errors import Conflict, NotAllowed, Refused


class UnreadableStatement(Refused):
    code = "bank_statement_unreadable"


class StatementTooLarge(Refused):
    code = "bank_statement_too_large"
    status = 413


class OtherAccount(Refused):
    code = "bank_statement_other_account"


class OtherCurrency(Refused):
    code = "bank_statement_other_currency"


class DoesNotAddUp(Refused):
    code = "bank_statement_does_not_add_up"


class AlreadyLoaded(Conflict):
    code = "bank_statement_loaded_already"


class Overlaps(Conflict):
    code = "bank_statement_overlaps"


class Gap(Refused):
    code = "bank_statement_gap"


class NotBegun(Refused):
    code = "bank_account_not_begun"


class BegunAlready(Conflict):
    code = "bank_account_begun_already"


class FirstDayDiffers(Refused):
    code = "bank_first_day_differs"


class AccountClosed(Refused):
    code = "bank_account_closed"


class NotEqual(Refused):
    code = "bank_match_not_equal"


class MatchedAlready(Conflict):
    code = "bank_match_already"


class NotOpen(Refused):
    code = "bank_entry_not_open"


class StatementsEndEarlier(Refused):
    code = "bank_statements_end_earlier"


class ChangedSince(Conflict):
    code = "bank_reconciliation_changed_since"


class OwnReconciliation(NotAllowed):
    code = "bank_reconciliation_is_your_own"


class DecidedAlready(Conflict):
    code = "bank_reconciliation_decided"


SENTENCES = {
    "finance_bankaccount_begun": (
        "What a bank account began with stays as it is.",
        "Correct the ledger with a journal; the statement is what the bank says.",
    ),
    "finance_bankaccount_take_on_proves": (
        "The first day's statement is not the ledger and the open items.",
        "Look for the difference in the list of open items.",
    ),
    "finance_statement_adds_up": (
        "The statement does not add up.",
        "Take it from the bank again.",
    ),
    "finance_statement_goes_on": (
        "The statement does not go on where the one before ended.",
        "Load the statement between them first.",
    ),
    "finance_statement_kept": (
        "Statements stay as they were loaded.",
        "Ask the bank for a corrected statement if it is wrong.",
    ),
    "finance_statementitem_on_statement": (
        "An item stands on a statement of its account, between its days.",
        "Load the statement again.",
    ),
    "finance_match_kept": ("A match is undone, never changed.", "Undo it and match again."),
    "finance_match_balances": (
        "What is matched is not the same sum on both sides.",
        "Tick what is missing, or post the difference first.",
    ),
    "finance_matchpart_true": (
        "Only whole items and posted ledger lines of this bank account can be matched.",
        "Look at the lists of unmatched entries again.",
    ),
    "finance_reconciliation_kept": (
        "A reconciliation stays as it was prepared.",
        "Withdraw it and prepare another, or prepare one for a later day.",
    ),
    "finance_reconciliation_true": (
        "The reconciliation is not what statements and ledger say.",
        "Prepare it again.",
    ),
}
