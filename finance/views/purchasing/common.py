"""What the pages of purchasing have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.urls import reverse

from backoffice.actor import Actor
from backoffice.documents.models import Document
from backoffice.documents.queries import documents_about
from backoffice.documents.services import store_document
from backoffice.errors import Missing, Refused
from backoffice.links import Link
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui.forms import UiForm
from backoffice.ui.shortcuts import done, render_form
from finance.forms.purchasing import AttachForm
from finance.queries.purchasing import order_for, requisition_for, supplier_for


@dataclass(frozen=True, slots=True)
class Action:
    """A button of a page; the first of a page is the obvious next step. `posts`: it does it at once."""

    label: str
    url: str
    first: bool = False
    posts: bool = False


ATTACHES: dict[str, tuple[Callable[..., Model], str, tuple[str, ...]]] = {
    "supplier": (supplier_for, "finance.supplier", ("finance.change_suppliers",)),
    "requisition": (requisition_for, "finance.requisition", ("finance.requisition",)),
    "order": (order_for, "finance.order", ("finance.order", "finance.receive", "finance.requisition")),
}


def documents_of(kind: str, thing: Model) -> list[Document]:
    """What was attached or sent, the newest last."""
    return list(documents_about(Link(f"finance.{kind}", thing.pk))[:100])


def attach_url(actor: Actor, kind: str, reference: str) -> str:
    """Where a document is added, for those who may."""
    return reverse("finance:attach_document", args=[kind, reference]) if actor.can(*ATTACHES[kind][2]) else ""


@authority_page(("finance.change_suppliers", "finance.requisition", "finance.order", "finance.receive"))
def attach_document(request: AuthorityRequest, kind: str, reference: str) -> HttpResponse:
    """Keep a document with a supplier, a requisition or an order."""
    if kind not in ATTACHES:
        raise Missing("There is no such page.")
    find, link_kind, permissions = ATTACHES[kind]
    thing: Any = find(viewer=request.actor, reference=reference)
    if not request.actor.can(*permissions):
        raise Missing("There is no such page.")
    form = AttachForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with form.refusals():
            file = form.cleaned_data["file"]
            store_document(
                actor=request.actor,
                kind="finance.purchasing",
                filename=file.name,
                content=file,
                about=Link(link_kind, thing.pk),
            )
            return done(request, f"{file.name} is kept.", to=thing)
    context = {
        "title": f"Add a document to {thing}",
        "submit": "Add document",
        "cancel": thing.get_absolute_url(),
    }
    return render_form(request, "ui/form_page.html", context, form)


def confirm(
    request: AuthorityRequest,
    form: UiForm,
    act: Callable[[], Any],
    *,
    title: str,
    text: str,
    submit: str,
    said: str,
    thing: Any,
    kind: str = "",
    facts: list[Any] | None = None,
) -> HttpResponse:
    """A page that asks once before something is done."""
    if form.is_valid():
        with form.refusals():
            act()
            return done(request, said, to=thing)
    context = {
        "title": title,
        "text": text,
        "submit": submit,
        "kind": kind,
        "facts": facts or [],
        "cancel": thing.get_absolute_url(),
        "thing": thing,
    }
    return render_form(request, "finance/purchasing/confirm.html", context, form)


def in_words(refused: Refused) -> str:
    """A refusal as one message."""
    return f"{refused.message} {refused.next_step}".strip()
