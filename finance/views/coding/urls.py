"""Addresses of projects, VAT codes and control accounts."""

from django.urls import path

from finance.views.coding import control_accounts, projects, vat_codes

urlpatterns = [
    path("projects/", projects.projects, name="projects"),
    path("projects/add/", projects.add, name="add_project"),
    path("projects/<str:reference>/", projects.project, name="project"),
    path("projects/<str:reference>/change/", projects.change, name="change_project"),
    path("vat-codes/", vat_codes.vat_codes, name="vat_codes"),
    path("vat-codes/add/", vat_codes.add, name="add_vat_code"),
    path("vat-codes/<str:reference>/", vat_codes.vat_code, name="vat_code"),
    path("control-accounts/", control_accounts.control_accounts, name="control_accounts"),
    path("control-accounts/<str:purpose>/", control_accounts.change, name="control_account"),
]
