"""Pay details: lists of each kind of record, one person's with their history, and the forms that change them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Model
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from backoffice.dating import covers
from backoffice.errors import Missing
from backoffice.reports.lists import export_list
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from backoffice.ui.lists import list_page
from backoffice.ui.shortcuts import done, render_form
from hr.models import Employment
from hr.queries import employment_for
from payroll.forms import details as forms
from payroll.models import (
    AttachmentOrder,
    Claim,
    NationalInsuranceDetails,
    OpeningBalance,
    PayElement,
    PensionMembership,
    StudentLoan,
    TaxDetails,
)
from payroll.queries.details import changes_of_details, details_of_people, record_for, records_for
from payroll.services import details as services
from payroll.services.details.kinds import BALANCES
from payroll.tables import details as tables

VIEW, CHANGE = "payroll.view", "payroll.change_details"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record, as pages speak of it. `cells` are what a person's page shows of one, beside its dates."""

    slug: str
    title: str
    nouns: tuple[str, str]
    model: type[Model]
    table: type[tables.RecordTable]
    filterset: type[tables.RecordFilter]
    form: type[forms.DetailForm]
    change: Callable[..., Any]
    import_kind: str
    add_label: str
    heads: tuple[str, ...]
    cells: Callable[[Any], tuple[str, ...]]
    order: tuple[str, ...] = ("employment__number", "-starts_on")
    initial: tuple[str, ...] = ()
    """Fields a new record begins with from the one in force."""


def _money(pence: int | None) -> str:
    return "" if pence is None else formats.money(pence)


def _claimed(claim: Any) -> str:
    if claim.amount_pence:
        return f"£{formats.money(claim.amount_pence)}"
    if claim.element.basis in ("time_and_a_third", "time_and_a_half", "double_time"):
        return f"{claim.quantity // 60} h {claim.quantity % 60:02d} min"
    return str(claim.quantity)


KINDS = {
    kind.slug: kind
    for kind in (
        Kind(
            slug="tax-codes",
            title="Tax codes",
            nouns=("tax code", "tax codes"),
            model=TaxDetails,
            table=tables.TaxTable,
            filterset=tables.TaxFilter,
            form=forms.TaxForm,
            change=services.set_tax_details,
            import_kind="payroll.tax_details",
            add_label="Change tax code",
            heads=("Tax code", "Basis", "Notice"),
            cells=lambda r: (r.tax_code, r.get_basis_display(), r.notice),
            initial=("tax_code", "basis"),
        ),
        Kind(
            slug="ni-categories",
            title="National Insurance categories",
            nouns=("category", "categories"),
            model=NationalInsuranceDetails,
            table=tables.LetterTable,
            filterset=tables.LetterFilter,
            form=forms.LetterForm,
            change=services.set_national_insurance,
            import_kind="payroll.national_insurance",
            add_label="Change category",
            heads=("Category letter",),
            cells=lambda r: (r.letter,),
            initial=("letter",),
        ),
        Kind(
            slug="student-loans",
            title="Student and postgraduate loans",
            nouns=("loan", "loans"),
            model=StudentLoan,
            table=tables.LoanTable,
            filterset=tables.LoanFilter,
            form=forms.LoanForm,
            change=services.set_loan,
            import_kind="payroll.student_loans",
            add_label="Add loan",
            heads=("Plan",),
            cells=lambda r: (r.get_plan_display(),),
        ),
        Kind(
            slug="pensions",
            title="Pension memberships",
            nouns=("membership", "memberships"),
            model=PensionMembership,
            table=tables.PensionTable,
            filterset=tables.PensionFilter,
            form=forms.PensionForm,
            change=services.set_pension,
            import_kind="payroll.pensions",
            add_label="Change pension",
            heads=("Scheme", "Section"),
            cells=lambda r: (r.get_scheme_display(), r.get_section_display()),
            initial=("scheme", "section"),
        ),
        Kind(
            slug="regular-payments",
            title="Regular payments and deductions",
            nouns=("regular payment or deduction", "regular payments and deductions"),
            model=PayElement,
            table=tables.ElementTable,
            filterset=tables.ElementFilter,
            form=forms.ElementForm,
            change=services.set_element,
            import_kind="payroll.pay_elements",
            add_label="Add payment or deduction",
            heads=("Element", "Each period £"),
            cells=lambda r: (r.element.name, _money(r.amount_pence)),
        ),
        Kind(
            slug="claims",
            title="Claims",
            nouns=("claim", "claims"),
            model=Claim,
            table=tables.ClaimTable,
            filterset=tables.ClaimFilter,
            form=forms.ClaimForm,
            change=services.record_claim,
            import_kind="payroll.claims",
            add_label="Add claim",
            heads=("Element", "Paid with", "Day worked", "Claimed", "Note"),
            cells=lambda r: (
                r.element.name,
                str(r.period),
                formats.short_day(r.worked_on) if r.worked_on else "",
                _claimed(r),
                r.note,
            ),
            order=("-period__starts_on", "employment__number"),
        ),
        Kind(
            slug="attachment-orders",
            title="Attachment orders",
            nouns=("order", "orders"),
            model=AttachmentOrder,
            table=tables.OrderTable,
            filterset=tables.OrderFilter,
            form=forms.OrderForm,
            change=services.set_order,
            import_kind="payroll.attachment_orders",
            add_label="Add order",
            heads=("Kind", "Creditor's reference", "Date of the order", "Amount £"),
            cells=lambda r: (
                r.get_kind_display(),
                r.order_number,
                formats.short_day(r.issued_on),
                _money(r.total_pence),
            ),
        ),
        Kind(
            slug="figures-to-date",
            title="Pay, tax and contributions to date",
            nouns=("set of figures", "sets of figures"),
            model=OpeningBalance,
            table=tables.BalanceTable,
            filterset=tables.BalanceFilter,
            form=forms.BalanceForm,
            change=services.set_opening_balance,
            import_kind="payroll.opening_balances",
            add_label="Set figures to date",
            heads=("Tax year", "To tax month", "Taxable pay £", "Tax £", "Previous pay £", "Previous tax £"),
            cells=lambda r: (
                r.tax_year,
                str(r.through_period),
                _money(r.taxable_pence),
                _money(r.tax_pence),
                _money(r.previous_taxable_pence),
                _money(r.previous_tax_pence),
            ),
            order=("-tax_year", "employment__number"),
            initial=("tax_year", "through_period", *BALANCES),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Row:
    """A record on a person's page."""

    cells: tuple[tuple[str, str], ...]
    """What stands in a cell, and its class."""
    starts_on: date | None
    last_day: date | None
    state: str
    meaning: str
    end_url: str = ""
    remove_url: str = ""

    @property
    def name(self) -> str:
        return self.cells[0][0]


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of record on a person's page."""

    kind: Kind
    rows: Sequence[Row]
    add_url: str
    is_dated: bool
    more: int = 0


def kind_at(slug: str) -> Kind:
    if slug not in KINDS:
        raise Missing("There is no such list.", next_step="Choose one under Pay details.")
    return KINDS[slug]


@authority_page(VIEW)
def people(request: AuthorityRequest) -> HttpResponseBase:
    """Everybody with what their pay is worked out from today."""
    return list_page(
        request,
        title="Pay details",
        lead=f"As they stand on {formats.day(request.business_date)}",
        nouns=("employment", "employments"),
        queryset=details_of_people(viewer=request.actor, as_at=request.business_date).order_by("number"),
        table=tables.PersonTable,
        filterset=tables.PersonFilter,
        export=export_list,
        template="payroll/details/people.html",
        kinds=KINDS.values(),
    )


@authority_page(VIEW)
def records(request: AuthorityRequest, kind: str) -> HttpResponseBase:
    """Every record of one kind, past and to come."""
    found = kind_at(kind)
    return list_page(
        request,
        title=found.title,
        nouns=found.nouns,
        queryset=_with_period(records_for(viewer=request.actor, model=found.model)).order_by(*found.order),
        table=found.table,
        filterset=found.filterset,
        export=export_list,
        template="payroll/details/records.html",
        kind=found,
        may_import=request.actor.can("payroll.import"),
    )


def _with_period(rows: Any) -> Any:
    return rows.select_related("period") if rows.model is Claim else rows


SHOWN = 20  # claims on a person's page; the list has them all


@authority_page(VIEW)
def person(request: AuthorityRequest, reference: str) -> HttpResponse:
    """One employment: everything its pay is worked out from, now, before and to come."""
    employment = employment_for(viewer=request.actor, reference=reference)
    may_change = request.actor.can(CHANGE)
    sections = [_section(request, kind, employment, may_change) for kind in KINDS.values()]
    missing = [
        words
        for section, words in zip(sections[:2], ("tax code", "National Insurance category"), strict=True)
        if not any(row.state == "In force" for row in section.rows)
    ]
    return render(
        request,
        "payroll/details/person.html",
        {
            "title": employment.person.name,
            "lead": f"{employment.get_workforce_type_display()}, payroll number {employment.number}",
            "employment": employment,
            "sections": sections,
            "missing": missing,
            "may_change": may_change,
        },
    )


def _section(request: AuthorityRequest, kind: Kind, employment: Employment, may_change: bool) -> Section:
    rows = _with_period(records_for(viewer=request.actor, model=kind.model)).filter(employment=employment)
    dated = any(f.name == "starts_on" for f in kind.model._meta.local_fields)
    order = "-starts_on" if dated else "-period__starts_on" if kind.model is Claim else "-tax_year"
    found = list(rows.order_by(order, "-pk")[: SHOWN + 1])
    shown = [_row(kind, record, dated, request.business_date, may_change) for record in found[:SHOWN]]
    add_url = reverse("payroll:set_record", args=[employment.reference, kind.slug]) if may_change else ""
    return Section(kind, shown, add_url, dated, more=len(found) - len(shown))


def _row(kind: Kind, record: Any, dated: bool, today: date, may_change: bool) -> Row:
    css = ("n" if "£" in head else "" for head in kind.heads)
    cells = tuple(zip(kind.cells(record), css, strict=True))
    remove_url = reverse("payroll:remove_record", args=[kind.slug, record.reference]) if may_change else ""
    if not dated:
        is_claim = kind.model is Claim
        return Row(cells, None, None, "", "", remove_url=remove_url if is_claim else "")
    last_day = record.ends_before - timedelta(days=1) if record.ends_before else None
    state, meaning = "Ended", "off"
    if covers(record.starts_on, record.ends_before, today):
        state, meaning = "In force", "done"
    elif record.starts_on > today:
        state, meaning = "To come", "waiting"
    end_url = reverse("payroll:end_record", args=[kind.slug, record.reference]) if may_change else ""
    return Row(cells, record.starts_on, last_day, state, meaning, end_url, remove_url)


@authority_page(VIEW)
def history(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Who changed what of one employment's pay details, when and why."""
    employment = employment_for(viewer=request.actor, reference=reference)
    titles = {kind.model: kind.title for kind in KINDS.values()}
    changes = changes_of_details(viewer=request.actor, employment_id=employment.pk)
    context = {
        "title": "History of pay details",
        "lead": f"{employment.person.name}, payroll number {employment.number}",
        "employment": employment,
        "kinds": [(titles[model], found) for model, found in changes],
    }
    return render(request, "payroll/details/history.html", context)


@authority_page(CHANGE)
def set_record(request: AuthorityRequest, reference: str, kind: str) -> HttpResponse:
    """Add a record, or change what is in force from a day on."""
    found = kind_at(kind)
    employment = employment_for(viewer=request.actor, reference=reference)
    today = request.business_date
    rows: Any = records_for(viewer=request.actor, model=found.model).filter(employment=employment)
    current = None
    if found.initial:
        dated = any(f.name == "starts_on" for f in found.model._meta.local_fields)
        current = (rows.on(today) if dated else rows).order_by("-pk").first()
    initial = {name: getattr(current, name) for name in found.initial} if current else {}
    form = found.form(request.POST or None, employment=employment, today=today, initial=initial)
    url = reverse("payroll:person_details", args=[reference])
    if form.is_valid():
        with form.refusals():
            found.change(actor=request.actor, employment=employment, **form.cleaned_data)
            return done(request, f"{found.nouns[0].capitalize()} saved for {employment.person.name}.", to=url)
    context = {
        "title": found.add_label,
        "lead": f"{employment.person.name}, payroll number {employment.number}",
        "submit": "Save",
        "cancel": url,
        "employment": employment,
        "current": current,
        "kind": found,
    }
    return render_form(request, "payroll/details/set.html", context, form)


@authority_page(CHANGE)
def end_record(request: AuthorityRequest, kind: str, reference: str) -> HttpResponse:
    """Let a dated record end."""
    found = kind_at(kind)
    if not any(f.name == "starts_on" for f in found.model._meta.local_fields):
        raise Missing("This kind of record has no end.")
    record: Any = record_for(viewer=request.actor, model=found.model, reference=reference)
    form = forms.EndForm(request.POST or None)
    url = reverse("payroll:person_details", args=[record.employment.reference])
    if form.is_valid():
        with form.refusals():
            services.end_detail(actor=request.actor, detail=record, **form.cleaned_data)
            return done(request, f"{found.nouns[0].capitalize()} ended.", to=url)
    context = {
        "title": f"End {found.nouns[0]}",
        "lead": f"{record}: {record.employment.person.name}, payroll number {record.employment.number}",
        "submit": "End it",
        "cancel": url,
        "record": record,
        "employment": record.employment,
        "kind": found,
    }
    return render_form(request, "payroll/details/set.html", context, form)


@authority_page(CHANGE)
def remove_record(request: AuthorityRequest, kind: str, reference: str) -> HttpResponse:
    """Take back a record entered by mistake, or a claim."""
    found = kind_at(kind)
    if found.model is OpeningBalance:
        raise Missing("Figures to date are corrected, not removed.")
    record: Any = record_for(viewer=request.actor, model=found.model, reference=reference)
    form = forms.ReasonForm(request.POST or None)
    url = reverse("payroll:person_details", args=[record.employment.reference])
    if form.is_valid():
        with form.refusals():
            if isinstance(record, Claim):
                services.withdraw_claim(actor=request.actor, claim=record, **form.cleaned_data)
            else:
                services.remove_detail(actor=request.actor, detail=record, **form.cleaned_data)
            return done(request, f"{found.nouns[0].capitalize()} removed. The history keeps it.", to=url)
    context = {
        "title": f"Remove {found.nouns[0]}",
        "lead": f"{record}: {record.employment.person.name}, payroll number {record.employment.number}",
        "submit": "Remove",
        "cancel": url,
        "record": record,
        "employment": record.employment,
        "kind": found,
        "removes": True,
    }
    return render_form(request, "payroll/details/set.html", context, form)
