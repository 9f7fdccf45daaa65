"""Addresses of an authority's functions, each under /<authority>/."""

from django.urls import include, path

# Address, the app's URLs.
FUNCTIONS = {
    "": "backoffice.work.urls",
    "jobs/": "backoffice.jobs.urls",
    "documents/": "backoffice.documents.urls",
    "imports/": "backoffice.imports.urls",
    "approvals/": "backoffice.approvals.urls",
    "reports/": "backoffice.reports.urls",
    "audit/": "backoffice.audit.urls",
    "members/": "backoffice.tenancy.members_urls",
    "api/": "backoffice.api.urls",
    "tokens/": "backoffice.api.token_urls",
    "hr/": "hr.urls",
    "finance/": "finance.urls",
    "payroll/": "payroll.urls",
}

urlpatterns = [path(prefix, include(module)) for prefix, module in FUNCTIONS.items()]
