"""Statements: send a file, look at what was understood, load it; statements and their items."""

from __future__ import annotations

from django.db.models import Case, Exists, OuterRef, Value, When
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from backoffice.errors import Refused
from backoffice.reports.lists import export_list
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from backoffice.ui.components import Fact, Figure
from backoffice.ui.forms import UiForm
from backoffice.ui.lists import list_page
from backoffice.ui.shortcuts import done, render_form
from finance.forms.bank import JournalOfItemForm, SendForm
from finance.models import Journal, MatchPart, StatementItem, StatementUpload
from finance.queries.bank import bank_account_for, items_for, one_of, rules_of, statements_for, uploads_for
from finance.rules.bank_matching import Learnt, rule_for
from finance.services import Line, bank
from finance.services.bank.matching import BANK_ITEM
from finance.tables.bank import ItemFilter, ItemTable

SHOWN = 200  # items of a statement before it is loaded


@authority_page("finance.reconcile_bank")
def send(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Send a statement file. It is read and shown before anything is loaded."""
    account = bank_account_for(viewer=request.actor, reference=reference)
    form = SendForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with form.refusals():
            given = dict(form.cleaned_data)
            file = given.pop("file")
            upload = bank.send_statements(
                actor=request.actor, bank_account=account, file=file.file, filename=file.name, **given
            )
            return done(request, "The file is read. Look at it, then load it.", to=upload)
    context = {
        "title": f"Send a statement of {account}",
        "submit": "Send",
        "cancel": account.get_absolute_url(),
        "account": account,
    }
    return render_form(request, "finance/bank/send.html", context, form)


@authority_page("finance.reconcile_bank")
def upload(request: AuthorityRequest, reference: str) -> HttpResponse:
    """What was understood of a file, and the button that loads it."""
    found = one_of(uploads_for(viewer=request.actor), reference=reference)
    form = UiForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.refusals():
            if request.POST.get("do") == "discard":
                bank.discard_upload(actor=request.actor, upload=found)
                return done(request, f"{found} is discarded.", to=found.bank_account)
            loaded = bank.load_statements(actor=request.actor, upload=found)
            message = f"{len(loaded)} statement{'s' if len(loaded) > 1 else ''} loaded. Match the items next."
            return done(request, message, to=found.bank_account)
    plan, refused = None, None
    if found.state == StatementUpload.State.SENT:
        try:
            plan = bank.understood(found)
        except Refused as refusal:
            refused = refusal
    context = {
        "title": str(found),
        "lead": f"For {found.bank_account}",
        "upload": found,
        "plan": plan,
        "refused": refused,
        "shown": SHOWN,
        "loaded": list(found.statements.order_by("number")),
        "may_load": plan is not None and bool(plan.fresh),
    }
    return render_form(request, "finance/bank/upload.html", context, form)


@authority_page("finance.view")
def statement(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    """A statement and its items, each matched or open."""
    found = one_of(statements_for(viewer=request.actor), reference=reference)
    matched = MatchPart.objects.filter(statement_item=OuterRef("pk"), is_current=True)
    items = (
        items_for(viewer=request.actor)
        .filter(statement=found)
        .annotate(state=Case(When(Exists(matched), then=Value("Matched")), default=Value("Open")))
    )
    return list_page(
        request,
        title=str(found),
        lead=f"{found.bank_account}, {formats.day(found.from_on)} to {formats.day(found.to_on)}",
        nouns=("item", "items"),
        queryset=items.order_by("number"),
        table=ItemTable,
        filterset=ItemFilter,
        export=export_list,
        template="finance/bank/statement.html",
        statement=found,
        figures=[
            Figure("Opening balance", formats.in_pounds(found.opening_pence)),
            Figure("Closing balance", formats.in_pounds(found.closing_pence)),
            Figure("Loaded", formats.moment(found.loaded_at), note=found.loaded_by.name),
        ],
    )


@authority_page("finance.view")
def item(request: AuthorityRequest, reference: str) -> HttpResponse:
    """One item: what the bank said, what it is matched to, the journal made from it."""
    found = one_of(items_for(viewer=request.actor), reference=reference)
    part = found.match_parts.filter(is_current=True).select_related("match").first()
    journals = Journal.objects.filter(source_kind=BANK_ITEM, source_id=found.pk).order_by("id")
    context = {
        "title": str(found),
        "lead": f"{found.bank_account}, {formats.day(found.booked_on)}",
        "item": found,
        "facts": _facts(found),
        "match": part.match if part is not None else None,
        "journals": list(journals),
        "may_change": request.actor.can("finance.reconcile_bank") and part is None,
    }
    return render(request, "finance/bank/item.html", context)


def _facts(found: StatementItem) -> list[Fact]:
    return [
        Fact("Amount", formats.in_pounds(found.amount_pence)),
        Fact("Booked", formats.day(found.booked_on)),
        Fact("Value", formats.day(found.value_on)),
        Fact("Text", found.text or "None"),
        Fact("Who", found.counterparty or "Not given"),
        Fact("Reference", found.their_reference or "None"),
        Fact("The bank's code", found.kind or "None"),
    ]


@authority_page("finance.reconcile_bank")
def journal_of_item(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Make a journal of an item the ledger has not; the coding is proposed by what such texts meant before."""
    found = one_of(items_for(viewer=request.actor), reference=reference)
    rules = {rule.pk: rule for rule in rules_of(bank_account=found.bank_account)}
    fitting = rule_for(
        f"{found.text} {found.counterparty}",
        found.amount_pence,
        [Learnt(r.pk, r.pattern, r.direction == "in", r.account_id, str(r.account)) for r in rules.values()],
    )
    rule = rules[fitting.id] if fitting is not None else None
    initial = {
        "dated_on": found.booked_on,
        "description": (rule.description if rule else "") or (found.text or found.counterparty)[:200],
    }
    if rule is not None:
        initial |= {
            "account": rule.account.code,
            "cost_centre": rule.cost_centre.code if rule.cost_centre else "",
            "objective": rule.objective.code if rule.objective else "",
            "project": rule.project,
        }
    form = JournalOfItemForm(request.POST or None, initial=initial)
    if form.is_valid():
        with form.refusals():
            given = dict(form.cleaned_data)
            centre, objective = given.pop("cost_centre"), given.pop("objective")
            line = Line(
                given.pop("account").code,
                centre.code if centre else None,
                objective.code if objective else None,
                -found.amount_pence,
                found.text[:200],
                given.pop("project") or None,
            )
            bank.draft_from_item(actor=request.actor, item=found, lines=[line], **given)
            message = "The journal is sent for approval. Once it is posted, it is matched to the item."
            return done(request, message, to=reverse("finance:bank_item", args=[found.reference]))
    context = {
        "title": "Make a journal of this item",
        "submit": "Send for approval",
        "cancel": found.get_absolute_url(),
        "item": found,
        "facts": _facts(found),
        "rule": rule,
    }
    return render_form(request, "finance/bank/journal_of_item.html", context, form)
