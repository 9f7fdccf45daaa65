"""Addresses of invoices."""

from django.urls import path

from finance.views.invoices import entering, invoices, rules

urlpatterns = [
    path("invoices/", invoices.invoices, name="invoices"),
    path("invoices/add/", entering.add, name="add_invoice"),
    path("invoices/upload/", entering.upload, name="upload_invoice"),
    path("invoices/uploads/<str:reference>/", entering.uploaded, name="invoice_upload"),
    path("invoices/match/", invoices.match, name="match_invoices"),
    path("invoices/exceptions/", invoices.exceptions, name="invoice_exceptions"),
    path("invoices/exceptions/<str:reference>/settle/", invoices.settle, name="settle_exception"),
    path("invoices/tolerances/", rules.tolerances, name="match_tolerances"),
    path("invoices/tolerances/change/", rules.change, name="change_tolerance"),
    path("invoices/<str:reference>/", invoices.invoice, name="invoice"),
    path("invoices/<str:reference>/lines/<str:account>/", invoices.lines, name="invoice_lines"),
    path("invoices/<str:reference>/document/", entering.attach, name="attach_invoice"),
    path("invoices/<str:reference>/approve/", invoices.approve, name="approve_invoice"),
    path("invoices/<str:reference>/match/", invoices.match_one, name="match_invoice"),
    path("invoices/<str:reference>/reject/", invoices.reject, name="reject_invoice"),
    path("invoices/<str:reference>/withdraw/", invoices.withdraw, name="withdraw_invoice"),
    path("invoices/<str:reference>/dispute/", invoices.dispute, name="dispute_invoice"),
    path("invoices/<str:reference>/undisputed/", invoices.end_dispute, name="settle_dispute"),
    path("invoices/<str:reference>/cancel/", invoices.cancel, name="cancel_invoice"),
]
