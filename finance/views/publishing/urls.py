"""Addresses of publishing."""

from django.urls import path

from finance.views.publishing import lines, publications

AT = "publications/<str:reference>/"
urlpatterns = [
    path("publications/", publications.publications, name="publications"),
    path("publications/prepare-spending/", publications.prepare_spending, name="prepare_spending"),
    path(
        "publications/prepare-payments/", publications.prepare_payment_figures, name="prepare_payment_figures"
    ),
    path("publications/rules/", publications.publishing_rules, name="publishing_rules"),
    path(AT, publications.publication, name="publication"),
    path(f"{AT}lines/", lines.lines, name="publication_lines"),
    path(f"{AT}lines/redact/", lines.redact, name="redact_lines"),
    path(f"{AT}differences/", publications.publication_differences, name="publication_differences"),
    path(f"{AT}preview/", publications.preview, name="preview_publication"),
    path(f"{AT}read-again/", publications.read_again, name="read_publication_again"),
    path(f"{AT}submit/", publications.submit, name="submit_publication"),
    path(f"{AT}give-up/", publications.give_up, name="give_up_publication"),
    path(f"{AT}return/", publications.send_back, name="return_publication"),
    path(f"{AT}review/", publications.review, name="review_publication"),
    path(f"{AT}publish/", publications.publish, name="publish"),
    path("publication-lines/<str:reference>/", lines.line, name="publication_line"),
    path("publication-lines/<str:reference>/change/", lines.change, name="change_publication_line"),
]
