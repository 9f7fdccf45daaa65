"""The authority's pay settings: employer, calendar, bank holidays, pension rates, pay elements."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from backoffice.audit.queries import Change, histories_of, history_of
from backoffice.reports.lists import export_list
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from backoffice.ui.components import Fact
from backoffice.ui.lists import list_page
from backoffice.ui.shortcuts import done, render_form
from payroll.forms import settings as forms
from payroll.forms.details import ReasonForm
from payroll.models import BankHoliday, ElementType, EmployerRate, PayeSettings, PayPeriod
from payroll.queries.details import periods_with_runs
from payroll.queries.employer import overview, setting_for, settings_for
from payroll.rules.money import percent
from payroll.services import details as services
from payroll.services.details.kinds import ELEMENT_TYPE, SETTINGS
from payroll.tables import settings as tables

VIEW, CHANGE = "payroll.view", "payroll.change_settings"


def _may_change(request: AuthorityRequest) -> bool:
    return bool(request.actor.can(CHANGE))


@authority_page(VIEW)
def home(request: AuthorityRequest) -> HttpResponse:
    """What is set, what is missing, and the way to each."""
    found = overview(viewer=request.actor, today=request.business_date)
    employer, period, holiday = found.employer, found.next_period, found.next_holiday
    until = f"; the calendar ends on {formats.day(found.calendar_until)}" if found.calendar_until else ""
    facts = [
        Fact(
            "Employer",
            f"{employer.employer_name}, PAYE {employer.paye_office}/{employer.paye_reference}"
            if employer
            else "Not set",
            reverse("payroll:employer"),
            "Open",
        ),
        Fact(
            "Bacs",
            f"User number {employer.bacs_user_number}" if employer else "Not set",
            reverse("payroll:employer"),
            "Open",
        ),
        Fact(
            "Pay calendar",
            f"Next pay day {formats.day(period.pay_on)}, for {period}{until}"
            if period
            else "No pay day to come",
            reverse("payroll:calendar"),
            "Open",
        ),
        Fact(
            "Bank holidays",
            f"Next: {holiday}" if holiday else "None to come",
            reverse("payroll:bank_holidays"),
            "Open",
        ),
        Fact(
            "Employer's pension rates",
            ", ".join(f"{rate.get_scheme_display()} {percent(rate.rate_millionths)}" for rate in found.rates)
            or "None set",
            reverse("payroll:employer_rates"),
            "Open",
        ),
        Fact("Pay elements", f"{found.elements} held", reverse("payroll:elements"), "Open"),
        Fact("Legislation", "Values with their sources", reverse("payroll:legislation"), "Open"),
    ]
    missing = [
        words
        for present, words in (
            (employer, "employer settings"),
            (period, "a pay day to come"),
            (holiday, "a bank holiday to come"),
            (found.elements, "pay elements"),
        )
        if not present
    ]
    context = {
        "title": "Pay settings",
        "facts": facts,
        "missing": missing,
        "may_change": _may_change(request),
    }
    return render(request, "payroll/settings/home.html", context)


# --- employer


@authority_page(VIEW)
def employer(request: AuthorityRequest) -> HttpResponse:
    """What HMRC and the bank know the authority by: now, before, to come, and who changed it."""
    rows = list(settings_for(viewer=request.actor, model=PayeSettings).order_by("-starts_on"))
    today = request.business_date
    current = next(
        (r for r in rows if r.starts_on <= today and (r.ends_before is None or r.ends_before > today)), None
    )
    context = {
        "title": "Employer settings",
        "lead": f"As they stand on {formats.day(today)}",
        "current": current,
        "facts": _employer_facts(current) if current else [],
        "others": [row for row in rows if row is not current],
        "changes": _merged(PayeSettings, [row.pk for row in rows]),
        "may_change": _may_change(request),
    }
    return render(request, "payroll/settings/employer.html", context)


def _merged(model: Any, ids: list[int]) -> list[Change]:
    """The changes of several records in one list, the newest first."""
    found = [change for changes in histories_of(model, ids).values() for change in changes]
    return sorted(found, key=lambda change: (change.when, change.event_id), reverse=True)


def _employer_facts(found: PayeSettings) -> list[Fact]:
    code = found.bank_sort_code
    allowance = found.levy_allowance_pence
    levy = "The whole allowance" if allowance is None else f"£{formats.money(allowance)} of the allowance"
    charged = " ".join(part for part in (found.levy_cost_centre, found.levy_objective) if part)
    return [
        Fact("Employer", found.employer_name),
        Fact("PAYE reference", f"{found.paye_office}/{found.paye_reference}"),
        Fact("Accounts office reference", found.accounts_office_reference or "Not given"),
        Fact("Bacs service user number", found.bacs_user_number),
        Fact(
            "Paid from",
            f"{found.bank_account_name}, {code[:2]}-{code[2:4]}-{code[4:]} {found.bank_account_number}",
        ),
        Fact("Warn when net pay changes by more than", f"{found.change_warning_percent} %"),
        Fact("Part months are paid by", found.get_part_month_rule_display()),
        Fact("Full-time week of police staff", f"{Decimal(found.staff_week_hundredths) / 100:f} hours"),
        Fact("Apprenticeship levy", f"{levy}, charged to {charged}" if charged else levy),
        Fact("In force from", formats.day(found.starts_on)),
    ]


@authority_page(CHANGE)
def change_employer(request: AuthorityRequest) -> HttpResponse:
    """Be known by something else from a day on."""
    rows = settings_for(viewer=request.actor, model=PayeSettings)
    current = rows.on(request.business_date).first()  # type: ignore[attr-defined]  # a DatedQuerySet
    initial: dict[str, Any] = {
        "change_warning_percent": 20,
        "part_month_rule": "calendar_days",
        "staff_week": 37,
    }
    if current:
        initial = {name: getattr(current, name) for name in SETTINGS.facts}
        initial["staff_week"] = Decimal(current.staff_week_hundredths) / 100
    form = forms.EmployerForm(request.POST or None, initial=initial)
    url = reverse("payroll:employer")
    if form.is_valid():
        with form.refusals():
            services.set_paye_settings(actor=request.actor, **form.cleaned_data)
            return done(request, "Employer settings saved.", to=url)
    context = {"title": "Change employer settings", "cancel": url}
    return render_form(request, "payroll/settings/change.html", context, form)


# --- calendar


@authority_page(VIEW)
def calendar(request: AuthorityRequest) -> HttpResponseBase:
    """Every pay period with its pay day."""
    return list_page(
        request,
        title="Pay calendar",
        nouns=("period", "periods"),
        queryset=settings_for(viewer=request.actor, model=PayPeriod).order_by("-pay_on"),
        table=tables.PeriodTable,
        filterset=tables.PeriodFilter,
        export=export_list,
        template="payroll/settings/list.html",
        may_change=_may_change(request),
        import_kind="payroll.calendar",
        add_url=reverse("payroll:plan_calendar"),
        add_label="Plan a year",
    )


@authority_page(CHANGE)
def plan_calendar(request: AuthorityRequest) -> HttpResponse:
    """Twelve monthly periods at once."""
    form = forms.PlanForm(request.POST or None, initial={"day": 28})
    url = reverse("payroll:calendar")
    if form.is_valid():
        with form.refusals():
            added = services.plan_pay_calendar(actor=request.actor, **form.cleaned_data)
            return done(request, f"{added} periods added to {form.cleaned_data['tax_year']}.", to=url)
    context = {"title": "Plan a year", "submit": "Add periods", "cancel": url}
    return render_form(request, "payroll/settings/change.html", context, form)


@authority_page(VIEW)
def pay_day(request: AuthorityRequest, slug: str) -> HttpResponse:
    """One period: its pay day, and its history. Who may moves the pay day."""
    tax_year, frequency, number = slug.rsplit("-", 2) if slug.count("-") >= 3 else ("", "", "")
    found = setting_for(
        viewer=request.actor,
        model=PayPeriod,
        tax_year=tax_year,
        frequency=frequency,
        number=int(number) if number.isascii() and number.isdigit() else -1,
    )
    has_run = (found.tax_year, found.frequency, found.number) in periods_with_runs()
    may_change = _may_change(request) and not has_run
    form = forms.PayDayForm(request.POST or None, initial={"pay_on": found.pay_on})
    url = reverse("payroll:calendar")
    if request.method == "POST":
        request.actor.require(CHANGE)
    if form.is_valid():
        with form.refusals():
            services.change_pay_day(actor=request.actor, period=found, **form.cleaned_data)
            return done(request, f"{found} is paid on {formats.day(form.cleaned_data['pay_on'])}.", to=url)
    context = {
        "title": str(found),
        "lead": f"{found.get_frequency_display()} pay, tax period {found.number} of {found.tax_year}",
        "cancel": url,
        "period": found,
        "has_run": has_run,
        "may_change": may_change,
        "changes": history_of(found),
    }
    return render_form(request, "payroll/settings/pay_day.html", context, form)


# --- bank holidays


@authority_page(VIEW)
def bank_holidays(request: AuthorityRequest) -> HttpResponseBase:
    """Days on which Bacs does not work."""
    return list_page(
        request,
        title="Bank holidays",
        nouns=("day", "days"),
        queryset=settings_for(viewer=request.actor, model=BankHoliday).order_by("-day"),
        table=tables.HolidayTable,
        export=export_list,
        template="payroll/settings/list.html",
        may_change=_may_change(request),
        import_kind="payroll.bank_holidays",
        add_url=reverse("payroll:add_bank_holiday"),
        add_label="Add bank holiday",
    )


@authority_page(CHANGE)
def add_bank_holiday(request: AuthorityRequest) -> HttpResponse:
    form = forms.BankHolidayForm(request.POST or None)
    url = reverse("payroll:bank_holidays")
    if form.is_valid():
        with form.refusals():
            holiday = services.set_bank_holiday(actor=request.actor, **form.cleaned_data)
            return done(request, f"{holiday} added.", to=url)
    context = {"title": "Add bank holiday", "submit": "Add", "cancel": url}
    return render_form(request, "payroll/settings/change.html", context, form)


@authority_page(CHANGE)
def remove_bank_holiday(request: AuthorityRequest, pk: int) -> HttpResponse:
    holiday = setting_for(viewer=request.actor, model=BankHoliday, pk=pk)
    form = ReasonForm(request.POST or None)
    url = reverse("payroll:bank_holidays")
    if form.is_valid():
        with form.refusals():
            services.remove_bank_holiday(actor=request.actor, holiday=holiday, **form.cleaned_data)
            return done(request, f"{holiday} removed.", to=url)
    context = {"title": "Remove bank holiday", "lead": str(holiday), "submit": "Remove", "cancel": url}
    return render_form(request, "payroll/settings/change.html", context, form)


# --- pension rates


@authority_page(VIEW)
def rates(request: AuthorityRequest) -> HttpResponseBase:
    """What the authority pays into each scheme, past and to come."""
    rows = settings_for(viewer=request.actor, model=EmployerRate).order_by("scheme", "-starts_on")
    return list_page(
        request,
        title="Employer's pension rates",
        nouns=("rate", "rates"),
        queryset=rows,
        table=tables.RateTable,
        filterset=tables.RateFilter,
        export=export_list,
        template="payroll/settings/rates.html",
        may_change=_may_change(request),
        import_kind="payroll.employer_rates",
        add_url=reverse("payroll:set_employer_rate"),
        add_label="Set a rate",
        changes=_merged(EmployerRate, list(rows.values_list("pk", flat=True)[:100])),
    )


@authority_page(CHANGE)
def set_rate(request: AuthorityRequest) -> HttpResponse:
    form = forms.RateForm(request.POST or None)
    url = reverse("payroll:employer_rates")
    if form.is_valid():
        with form.refusals():
            services.set_employer_rate(actor=request.actor, **form.cleaned_data)
            return done(request, "Rate saved.", to=url)
    context = {"title": "Set a rate", "cancel": url}
    return render_form(request, "payroll/settings/change.html", context, form)


# --- pay elements


@authority_page(VIEW)
def elements(request: AuthorityRequest) -> HttpResponseBase:
    """What may be paid or taken."""
    return list_page(
        request,
        title="Pay elements",
        nouns=("element", "elements"),
        queryset=settings_for(viewer=request.actor, model=ElementType).order_by("code"),
        table=tables.ElementTypeTable,
        filterset=tables.ElementTypeFilter,
        export=export_list,
        per_page=50,
        template="payroll/settings/elements.html",
        may_change=_may_change(request),
        import_kind="payroll.element_types",
        add_url=reverse("payroll:add_element"),
        add_label="Add pay element",
    )


@require_POST
@authority_page(CHANGE)
def standard_elements(request: AuthorityRequest) -> HttpResponse:
    added = services.add_standard_elements(actor=request.actor)
    return done(request, f"{added} standard pay elements added.", to="payroll:elements")


@authority_page(CHANGE)
def add_element(request: AuthorityRequest) -> HttpResponse:
    form = forms.ElementTypeForm(request.POST or None, initial={"is_taxable": True, "is_niable": True})
    return _element_form(request, form, "Add pay element", [])


@authority_page(VIEW)
def element(request: AuthorityRequest, pk: int) -> HttpResponse:
    """One element with its history; who may, changes it here."""
    found = setting_for(viewer=request.actor, model=ElementType, pk=pk)
    if request.method == "POST":
        request.actor.require(CHANGE)
    initial = {name: getattr(found, name) for name in ("code", *ELEMENT_TYPE.facts)}
    form = forms.ElementTypeForm(request.POST or None, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.cleaned_data["code"].strip().upper() != found.code
    ):
        form.add_error("code", f"The code stays {found.code}: payslips name it. Add another element instead.")
    return _element_form(request, form, found.name, history_of(found))


def _element_form(
    request: AuthorityRequest, form: forms.ElementTypeForm, title: str, changes: list[Change]
) -> HttpResponse:
    url = reverse("payroll:elements")
    if form.is_valid():
        with form.refusals():
            saved = services.set_element_type(actor=request.actor, **form.cleaned_data)
            return done(request, f"{saved} saved.", to=url)
    context = {"title": title, "cancel": url, "changes": changes, "may_change": _may_change(request)}
    return render_form(request, "payroll/settings/element.html", context, form)
