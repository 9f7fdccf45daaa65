"""Addresses of finance's pages, under /<authority>/finance/."""

from django.urls import path

from finance.views import chart, home, journals, ledger_text, setup, trial_balance
from finance.views.bank import urls as bank_urls
from finance.views.budgets import urls as budget_urls
from finance.views.close import urls as close_urls
from finance.views.coding import urls as coding_urls
from finance.views.invoices import urls as invoices_urls
from finance.views.payments import urls as payments_urls
from finance.views.publishing import urls as publishing_urls
from finance.views.purchasing import urls as purchasing_urls

app_name = "finance"
urlpatterns = [
    path("", home.home, name="home"),
    path("setup/", setup.setup, name="setup"),
    path("accounts/", chart.accounts, name="accounts"),
    path("accounts/add/", chart.add, name="add_account"),
    path("accounts/load/", chart.load, name="load_chart"),
    path("accounts/<str:reference>/", chart.account, name="account"),
    path("accounts/<str:reference>/change/", chart.change, name="change_account"),
    path("cost-centres/", chart.cost_centres, name="cost_centres"),
    path("cost-centres/add/", chart.add_centre, name="add_cost_centre"),
    path("cost-centres/<str:reference>/", chart.cost_centre, name="cost_centre"),
    path("objectives/", chart.objectives, name="objectives"),
    path("journals/", journals.journals, name="journals"),
    path("journals/add/", journals.add, name="add_journal"),
    path("journals/<str:reference>/", journals.journal, name="journal"),
    path("journals/<str:reference>/change/", journals.change, name="change_journal"),
    path("journals/<str:reference>/submit/", journals.submit, name="submit_journal"),
    path("journals/<str:reference>/withdraw/", journals.withdraw, name="withdraw_journal"),
    path("journals/<str:reference>/delete/", journals.delete, name="delete_journal"),
    path("journals/<str:reference>/approve/", journals.approve, name="approve_journal"),
    path("journals/<str:reference>/return/", journals.send_back, name="return_journal"),
    path("journals/<str:reference>/reverse/", journals.reverse_it, name="reverse_journal"),
    path("lines/", chart.lines, name="ledger_lines"),
    path("ledger/<str:form>/", ledger_text.download, name="ledger_text"),
    path("trial-balance/", trial_balance.show, name="trial_balance"),
    *coding_urls.urlpatterns,
    *close_urls.urlpatterns,
    *invoices_urls.urlpatterns,
    *payments_urls.urlpatterns,
    *bank_urls.urlpatterns,
    *budget_urls.urlpatterns,
    *purchasing_urls.urlpatterns,
    *publishing_urls.urlpatterns,
]
