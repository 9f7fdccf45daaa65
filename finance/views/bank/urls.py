"""Addresses of the bank's pages."""

from django.urls import path

from finance.views.bank import accounts, matching, reconciliations, rules, statements

urlpatterns = [
    path("bank/", accounts.bank_accounts, name="bank_accounts"),
    path("bank/add/", accounts.add, name="add_bank_account"),
    path("bank/rules/", rules.bank_rules, name="bank_rules"),
    path("bank/rules/add/", rules.add_rule, name="add_bank_rule"),
    path("bank/rules/<str:reference>/", rules.rule, name="bank_rule"),
    path("bank/mappings/", rules.mappings, name="statement_mappings"),
    path("bank/mappings/add/", rules.add_mapping, name="add_statement_mapping"),
    path("bank/mappings/<str:reference>/", rules.mapping, name="statement_mapping"),
    path("bank/files/<str:reference>/", statements.upload, name="statement_upload"),
    path("bank/statements/<str:reference>/", statements.statement, name="bank_statement"),
    path("bank/items/<str:reference>/", statements.item, name="bank_item"),
    path("bank/items/<str:reference>/journal/", statements.journal_of_item, name="journal_of_bank_item"),
    path("bank/matches/<str:reference>/", matching.match, name="bank_match"),
    path("bank/reconciliations/<str:reference>/", reconciliations.reconciliation, name="reconciliation"),
    path("bank/reconciliations/<str:reference>/sign/", reconciliations.sign, name="sign_reconciliation"),
    path(
        "bank/reconciliations/<str:reference>/withdraw/",
        reconciliations.withdraw,
        name="withdraw_reconciliation",
    ),
    path("bank/<str:reference>/", accounts.bank_account, name="bank_account"),
    path("bank/<str:reference>/change/", accounts.change, name="change_bank_account"),
    path("bank/<str:reference>/first-day/", accounts.begin, name="begin_bank_account"),
    path("bank/<str:reference>/statements/", accounts.statements, name="bank_statements"),
    path("bank/<str:reference>/send/", statements.send, name="send_bank_statement"),
    path("bank/<str:reference>/match/", matching.matching, name="bank_matching"),
    path("bank/<str:reference>/matches/", accounts.matches, name="bank_matches"),
    path("bank/<str:reference>/reconcile/", reconciliations.prepare, name="prepare_reconciliation"),
    path("bank/<str:reference>/reconciliations/", accounts.reconciliations, name="reconciliations"),
]
