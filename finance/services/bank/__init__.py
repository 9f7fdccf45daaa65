"""What finance does with the bank."""

from finance.services.bank.accounts import (
    OpeningRow,
    add_bank_account,
    begin_account,
    change_bank_account,
    check_first_day,
    put_mapping,
)
from finance.services.bank.matching import (
    accept_sure,
    draft_from_item,
    match,
    match_posted,
    suggestions,
    undo_match,
)
from finance.services.bank.reconciling import (
    changes_since,
    frozen,
    prepare_reconciliation,
    reaches,
    sign_reconciliation,
    statements_to,
    withdraw_reconciliation,
)
from finance.services.bank.rules import put_rule
from finance.services.bank.statements import (
    discard_upload,
    load_statements,
    register_documents,
    send_statements,
    understood,
)

__all__ = [
    "OpeningRow",
    "accept_sure",
    "add_bank_account",
    "begin_account",
    "change_bank_account",
    "changes_since",
    "check_first_day",
    "discard_upload",
    "draft_from_item",
    "frozen",
    "load_statements",
    "match",
    "match_posted",
    "prepare_reconciliation",
    "put_mapping",
    "put_rule",
    "reaches",
    "register_documents",
    "send_statements",
    "sign_reconciliation",
    "statements_to",
    "suggestions",
    "undo_match",
    "understood",
    "withdraw_reconciliation",
]
