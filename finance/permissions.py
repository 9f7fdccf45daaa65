"""What finance asks for before it lets somebody do something."""

PERMISSIONS = {
    "finance.view": "See the chart, journals, balances and periods.",
    "finance.change_chart": "Add and change accounts and cost centres.",
    "finance.draft_journal": "Draft journals and reversals and submit them.",
    "finance.post_journal": "Approve and post journals somebody else made.",
    "finance.close_period": "Make, close and reopen periods.",
    "finance.export": "Export the ledger.",
}
