"""Addresses of payroll's pages, under /<authority>/payroll/."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from payroll.views import checks, costs, differences, home, payslips, runs, warnings

app_name = "payroll"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("runs/", runs.runs, name="runs"),
    path("runs/start/", runs.start, name="start_run"),
    path("runs/<str:reference>/", runs.run, name="run"),
    path("runs/<str:reference>/calculate/", runs.calculate, name="calculate_run"),
    path("runs/<str:reference>/check/", runs.check, name="check_run"),
    path("runs/<str:reference>/approve/", runs.approve, name="approve_run"),
    path("runs/<str:reference>/send-back/", runs.return_it, name="send_back_run"),
    path("runs/<str:reference>/cancel/", runs.cancel, name="cancel_run"),
    path("runs/<str:reference>/post/", runs.post, name="post_run"),
    path("runs/<str:reference>/paid/", runs.paid, name="confirm_paid"),
    path("runs/<str:reference>/payments/", runs.payments, name="run_payments"),
    path("runs/<str:reference>/costs/", costs.costs, name="run_costs"),
    path("runs/<str:reference>/lines/<str:account>/", costs.lines, name="run_lines"),
    path("runs/<str:reference>/differences/", differences.show, name="run_differences"),
    path("runs/<str:reference>/warnings/", warnings.show, name="run_warnings"),
    path("runs/<str:reference>/warnings/clear/", warnings.clear, name="clear_warnings"),
    path("runs/<str:reference>/exceptions/", warnings.exceptions, name="run_exceptions"),
    path("runs/<str:reference>/exceptions/clear/", warnings.leave_out, name="clear_exceptions"),
    path("runs/<str:reference>/payslips/", payslips.payslips, name="payslips"),
    path("runs/<str:reference>/payslips/print/", payslips.print_all, name="print_payslips"),
    path("runs/<str:reference>/payslips/<str:number>/<str:kind>/", payslips.payslip, name="payslip"),
    path("runs/<str:reference>/payslips/<str:number>/<str:kind>/pdf/", payslips.pdf, name="payslip_pdf"),
    path(
        "runs/<str:reference>/payslips/<str:number>/<str:kind>/correct/",
        payslips.correct,
        name="correct_payslip",
    ),
    path("my-payslips/", payslips.own, name="own_payslips"),
    path("test-cases/", checks.show, name="test_cases"),
]
if find_spec("payroll.urls_details") is not None:
    urlpatterns.append(path("", include("payroll.urls_details")))
