"""What finance asks for before it lets somebody do something."""

PERMISSIONS = {
    "finance.view": "See all of finance: ledger, budgets, purchasing, invoices, payments, bank and periods.",
    "finance.change_chart": "Add and change accounts and cost centres.",
    "finance.draft_journal": "Draft journals and reversals and submit them.",
    "finance.post_journal": "Approve and post journals somebody else made.",
    "finance.close_period": "Make, close and reopen periods.",
    "finance.export": "Export the ledger.",
    "finance.approve_reopening": "Agree to the reopening of a period somebody else asked for.",
    "finance.view_budgets": "See the budgets of the cost centres one holds.",
    "finance.change_budgets": "Make budget versions, phase them, name budget holders.",
    "finance.approve_budgets": "Approve budget versions somebody else made.",
    "finance.propose_virement": "Propose virements.",
    "finance.approve_virement": "Agree to virements of cost centres one holds.",
    "finance.forecast": "Forecast the year and comment, for cost centres one holds.",
    "finance.view_purchasing": "See requisitions, orders, receipts and invoices of one's own and of cost centres one holds.",
    "finance.change_suppliers": "Add and change suppliers; propose bank details.",
    "finance.approve_suppliers": "Approve suppliers' bank details somebody else proposed, after a call back.",
    "finance.change_purchasing_rules": "Change categories, approval limits, tolerances and VAT codes.",
    "finance.requisition": "Raise requisitions.",
    "finance.approve_requisition": "Approve requisitions within one's limit; delegate while away.",
    "finance.order": "Turn requisitions into orders, send and cancel them.",
    "finance.receive": "Record what was received and sent back.",
    "finance.enter_invoice": "Enter and load invoices and credit notes; run the matching.",
    "finance.resolve_invoice": "Settle exceptions, duplicates and disputes of invoices.",
    "finance.approve_invoice": "Approve invoices without an order, and matches outside tolerance.",
    "finance.prepare_payments": "Propose payment runs and take payments out.",
    "finance.approve_payments": "Approve payment runs somebody else proposed, open their files, confirm them.",
    "finance.reconcile_bank": "Load bank statements, match and reconcile them.",
    "finance.approve_reconciliation": "Sign a bank reconciliation somebody else made.",
    "finance.prepare_publication": "Prepare what is published: redactions and reasons.",
    "finance.publish": "Review redactions somebody else prepared, and publish.",
}

# Whoever sees finance sees all of it; whoever only has the second sees what is theirs.
SEES_BUDGETS = ("finance.view", "finance.view_budgets")
SEES_PURCHASING = ("finance.view", "finance.view_purchasing")
