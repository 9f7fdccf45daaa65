"""Addresses of payment runs."""

from django.urls import path

from finance.views.payments import payments, runs

urlpatterns = [
    path("payment-runs/", runs.payment_runs, name="payment_runs"),
    path("payment-runs/propose/", runs.propose, name="propose_payment_run"),
    path("payment-runs/<str:reference>/", runs.payment_run, name="payment_run"),
    path("payment-runs/<str:reference>/approve/", runs.approve, name="approve_payment_run"),
    path("payment-runs/<str:reference>/file/", runs.make_file, name="make_payment_file"),
    path("payment-runs/<str:reference>/confirm/", runs.confirm, name="confirm_payment_run"),
    path("payment-runs/<str:reference>/cancel/", runs.cancel, name="cancel_payment_run"),
    path("payments/", runs.payments, name="payments"),
    path("payments/<str:reference>/", payments.payment, name="payment"),
    path("payments/<str:reference>/take-out/", payments.take_out, name="take_out_payment"),
    path("payments/<str:reference>/put-back/", payments.put_back, name="put_back_payment"),
    path("payments/<str:reference>/returned/", payments.returned, name="return_payment"),
    path("payments/<str:reference>/remittance/", payments.remittance, name="remittance"),
    path("payments/<str:reference>/<int:pk>/take-out/", payments.take_out_item, name="take_out_payment_item"),
    path("payments/<str:reference>/<int:pk>/put-back/", payments.put_item_back, name="put_back_payment_item"),
    path("suppliers/<str:reference>/account/", payments.supplier_account, name="supplier_account"),
]
