"""Rules and mappings."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from backoffice.audit.queries import history_of
from backoffice.imports.reading import read_file
from backoffice.reports.lists import export_list
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui.lists import list_page
from backoffice.ui.shortcuts import done, render_form
from finance.forms.bank import MappingForm, RuleForm, SampleForm
from finance.models import MatchRule, StatementMapping
from finance.queries.bank import mappings_for, one_of, rules_for
from finance.services import bank
from finance.services.bank.csv_statement import guessed_columns
from finance.tables.bank import MappingTable, RuleFilter, RuleTable

SAMPLE = 5  # rows of a sample that are shown


@authority_page("finance.reconcile_bank")
def bank_rules(request: AuthorityRequest) -> HttpResponseBase:
    """What texts have meant."""
    return list_page(
        request,
        title="Bank rules",
        nouns=("rule", "rules"),
        queryset=rules_for(viewer=request.actor).order_by("-uses", "id"),
        table=RuleTable,
        filterset=RuleFilter,
        export=export_list,
        template="finance/bank/rules.html",
    )


@authority_page("finance.reconcile_bank")
def add_rule(request: AuthorityRequest) -> HttpResponse:
    """A rule by hand."""
    return _rule(request, None)


@authority_page("finance.reconcile_bank")
def rule(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Mend a rule, or switch it off."""
    return _rule(request, one_of(rules_for(viewer=request.actor), reference=reference))


def _rule(request: AuthorityRequest, found: MatchRule | None) -> HttpResponse:
    initial = {}
    if found is not None:
        initial = {
            "pattern": found.pattern,
            "direction": found.direction,
            "account": found.account.code,
            "cost_centre": found.cost_centre.code if found.cost_centre else "",
            "objective": found.objective.code if found.objective else "",
            "project": found.project,
            "bank_account": found.bank_account,
            "description": found.description,
            "is_active": found.is_active,
        }
    form = RuleForm(request.POST or None, initial=initial or None)
    if form.is_valid():
        with form.refusals():
            bank.put_rule(actor=request.actor, rule=found, **form.cleaned_data)
            return done(request, "The rule is saved.", to="finance:bank_rules")
    context = {
        "title": f"Rule “{found}”" if found else "Add a rule",
        "submit": "Save",
        "cancel": reverse("finance:bank_rules"),
        "rule": found,
        "changes": history_of(found) if found else [],
    }
    return render_form(request, "finance/bank/rule.html", context, form)


@authority_page("finance.reconcile_bank")
def mappings(request: AuthorityRequest) -> HttpResponseBase:
    """How the CSV files of banks are read."""
    return list_page(
        request,
        title="Statement mappings",
        nouns=("mapping", "mappings"),
        queryset=mappings_for(viewer=request.actor),
        table=MappingTable,
        export=export_list,
        template="finance/bank/mappings.html",
    )


@authority_page("finance.reconcile_bank")
def add_mapping(request: AuthorityRequest) -> HttpResponse:
    """Choose the columns of a file of the bank: first the file, then the form with its headings beside its first rows."""
    if request.method == "POST" and "name" not in request.POST:
        sample = SampleForm(request.POST, request.FILES)
        if sample.is_valid():
            with sample.refusals():
                file = sample.cleaned_data["file"]
                sheet = read_file(file.file, file.name)
                rows = [row.cells for row, _ in zip(sheet.rows, range(SAMPLE), strict=False)]
                return _mapping(request, None, sheet.headings, rows)
        return _sample(request, sample)
    if request.method != "POST":
        return _sample(request, SampleForm())
    return _mapping(request, None, request.POST.getlist("heading"), [])


def _sample(request: AuthorityRequest, form: SampleForm) -> HttpResponse:
    context = {
        "title": "Add a statement mapping",
        "submit": "Look at its columns",
        "cancel": reverse("finance:statement_mappings"),
    }
    return render_form(request, "ui/form_page.html", context, form)


@authority_page("finance.reconcile_bank")
def mapping(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Change how a bank's files are read."""
    return _mapping(request, one_of(mappings_for(viewer=request.actor), reference=reference), [], [])


def _mapping(
    request: AuthorityRequest, found: StatementMapping | None, headings: list[str], rows: list[list[str]]
) -> HttpResponse:
    initial: dict[str, Any] = guessed_columns(headings)
    if found is not None:
        initial = {
            "name": found.name,
            "signs": found.signs,
            "date_format": found.date_format,
            "is_active": found.is_active,
            **found.columns,
        }
    sent = request.POST if request.method == "POST" and "name" in request.POST else None
    form = MappingForm(sent, headings=headings, initial=initial or None)
    if form.is_valid():
        with form.refusals():
            made = bank.put_mapping(actor=request.actor, mapping=found, **form.given)
            return done(request, f"Mapping {made} is saved.", to="finance:statement_mappings")
    context = {
        "title": f"Mapping {found}" if found else "Which column is what",
        "submit": "Save",
        "cancel": reverse("finance:statement_mappings"),
        "headings": headings,
        "rows": rows,
        "changes": history_of(found) if found else [],
    }
    return render_form(request, "finance/bank/mapping.html", context, form)
