"""Budgets, virements and what belongs to them as lists."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html

from backoffice.actor import Actor
from backoffice.links import Described, Link, describe, link_from, may_follow
from backoffice.ui.filters import ChoicesFilter, ListFilter
from backoffice.ui.tables import (
    DayColumn,
    ListTable,
    MomentColumn,
    MoneyColumn,
    NumberColumn,
    StatusColumn,
    TextColumn,
)
from finance.models import (
    BudgetControl,
    BudgetHolder,
    BudgetLine,
    BudgetVersion,
    CommitmentEntry,
    JournalLine,
    PhasingProfile,
    Virement,
    VirementLine,
)

VERSION_MEANINGS = {"draft": "draft", "awaiting": "waiting", "approved": "done"}
VIREMENT_MEANINGS = {"proposed": "waiting", "approved": "done", "rejected": "problem", "withdrawn": "off"}


class BudgetTable(ListTable):
    financial_year = TextColumn("Year")
    number = NumberColumn("Version")
    name = TextColumn("Budget", url=lambda v: v.get_absolute_url())
    kind = TextColumn("Kind", orderable=False)
    spending_pence = MoneyColumn("Spending £", orderable=False)
    income_pence = MoneyColumn("Income £", orderable=False)
    approved_at = MomentColumn("Approved", orderable=False)
    state = StatusColumn("State", meanings=VERSION_MEANINGS, orderable=False)

    caption = "Budgets"
    nothing = "There is no budget yet. Begin one, or load a file."


class BudgetFilter(ListFilter):
    q = django_filters.CharFilter(label="Name", field_name="name", lookup_expr="icontains")
    financial_year = django_filters.CharFilter(label="Financial year")
    state = ChoicesFilter(label="State", choices=BudgetVersion.State.choices)

    class Meta(ListFilter.Meta):
        model = BudgetVersion
        fields: list[str] = []


class BudgetLineTable(ListTable):
    cost_centre = TextColumn("Cost centre", accessor="cost_centre__code", order_by=("cost_centre__code",))
    account = TextColumn("Account", accessor="account", order_by=("account__code",))
    objective = TextColumn("Objective", accessor="objective__code", orderable=False)
    project = TextColumn("Project", accessor="project__code", orderable=False)
    total_pence = MoneyColumn("Year £")

    caption = "Lines of the budget"
    nothing = "This budget has no lines yet. Load a file, or add a line."


for _number, _name in enumerate(
    ["Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar"]
):
    BudgetLineTable.base_columns[f"month_{_number}"] = MoneyColumn(
        f"{_name} £", accessor=f"months__{_number}", orderable=False
    )


class DraftLineTable(BudgetLineTable):
    """Of a draft: each line opens to be changed."""

    cost_centre = TextColumn(
        "Cost centre",
        accessor="cost_centre__code",
        order_by=("cost_centre__code",),
        url=lambda line: reverse("finance:budget_line", args=[line.version.reference, line.pk]),
    )


class BudgetLineFilter(ListFilter):
    q = django_filters.CharFilter(label="Cost centre, account or words", method="search")

    class Meta(ListFilter.Meta):
        model = BudgetLine
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(
            Q(cost_centre__code__istartswith=value)
            | Q(account__code__istartswith=value)
            | Q(account__name__icontains=value)
            | Q(cost_centre__name__icontains=value)
        )


class VirementTable(ListTable):
    number = TextColumn("Virement", url=lambda v: v.get_absolute_url())
    financial_year = TextColumn("Year")
    reason = TextColumn("Why", orderable=False)
    total_pence = MoneyColumn("Moved £", orderable=False)
    made_by = TextColumn("Proposed by", accessor="made_by__name", orderable=False)
    made_at = MomentColumn("Proposed")
    state = StatusColumn("State", meanings=VIREMENT_MEANINGS, orderable=False)

    caption = "Virements"
    nothing = "No budget has been moved. Propose a virement to move some."


class VirementFilter(ListFilter):
    q = django_filters.CharFilter(label="Number or words", method="search")
    financial_year = django_filters.CharFilter(label="Financial year")
    state = ChoicesFilter(label="State", choices=Virement.State.choices)

    class Meta(ListFilter.Meta):
        model = Virement
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(Q(number__iexact=value) | Q(reason__icontains=value))


class HolderTable(ListTable):
    cost_centre = TextColumn("Cost centre", accessor="cost_centre", order_by=("cost_centre__code",))
    member = TextColumn(
        "Budget holder",
        accessor="member__name",
        order_by=("member__name",),
        url=lambda h: h.get_absolute_url(),
    )
    starts_on = DayColumn("From")
    ends_before = DayColumn("No longer from")

    caption = "Budget holders"
    nothing = "Nobody holds a cost centre yet. Name a budget holder."


class HolderFilter(ListFilter):
    q = django_filters.CharFilter(label="Cost centre or name", method="search")

    class Meta(ListFilter.Meta):
        model = BudgetHolder
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(Q(cost_centre__code__istartswith=value) | Q(member__name__icontains=value))


class ControlTable(ListTable):
    cost_centre = TextColumn(
        "Cost centre",
        accessor="cost_centre",
        order_by=("cost_centre__code",),
        url=lambda c: c.get_absolute_url(),
    )
    account_group = TextColumn("Spending on", empty_values=(), orderable=False)
    action = StatusColumn(
        "Beyond the budget", meanings={"stop": "problem", "warn": "attention", "none": "off"}, orderable=False
    )
    tolerance_pence = MoneyColumn("Tolerance £", orderable=False)
    tolerance = TextColumn("Tolerance %", empty_values=(), orderable=False)

    caption = "Budget controls"
    nothing = "No budget is controlled yet: nothing stops an order beyond its budget. Add a control."

    def render_account_group(self, record: BudgetControl) -> str:
        return record.account_group or "Everything"

    def render_tolerance(self, record: BudgetControl) -> str:
        return f"{record.tolerance_basis_points / 100:.2f}"


class ProfileTable(ListTable):
    name = TextColumn("Profile", url=lambda p: p.get_absolute_url())
    weights = TextColumn("April to March", orderable=False)
    is_used = TextColumn("In use", orderable=False)

    caption = "Phasing profiles"
    nothing = "No profile is saved. Add one to phase budgets by it."

    def render_weights(self, record: PhasingProfile) -> str:
        return ", ".join(str(weight) for weight in record.weights)

    def render_is_used(self, record: PhasingProfile) -> str:
        return "Yes" if record.is_used else "No"


class DocumentTable(ListTable):
    """Rows that name a document: each is looked up once a page."""

    def described(self, link: Link | None) -> Described | None:
        """The document in words."""
        if link is None:
            return None
        known: dict[Link, Described | None] = self.__dict__.setdefault("known", {})
        if link not in known:
            known[link] = describe(link)
        return known[link]


class SpentTable(DocumentTable):
    journal = TextColumn("Journal", accessor="journal__number", orderable=False)
    dated_on = DayColumn("Date", accessor="journal__dated_on", orderable=False)
    document = TextColumn("Document", accessor="journal__source_kind", empty_values=(), orderable=False)
    account = TextColumn("Account", orderable=False)
    cost_centre = TextColumn("Cost centre", accessor="cost_centre__code", orderable=False)
    memo = TextColumn("What for", empty_values=(), orderable=False)
    amount_pence = MoneyColumn("Amount £", orderable=False)

    caption = "Posted lines"
    nothing = "Nothing has been spent or earned here this year."
    viewer: Actor

    def render_journal(self, record: JournalLine) -> Any:
        if not self.viewer.can("finance.view"):
            return record.journal.number
        return _anchor(record.journal.get_absolute_url(), record.journal.number or "")

    def render_document(self, record: JournalLine) -> Any:
        link = link_from(record.journal.source_kind, record.journal.source_id)
        found = self.described(link)
        if link is None or found is None:
            return ""
        return _anchor(found.url, found.title) if may_follow(self.viewer, link) else found.title

    def render_memo(self, record: JournalLine) -> str:
        return record.memo or record.journal.description


def spent_table(viewer: Actor) -> type[SpentTable]:
    """The table for this viewer: what they may not open is named and does not open."""
    return type("SpentTable", (SpentTable,), {"viewer": viewer})


def _anchor(url: str, text: str) -> Any:
    return format_html('<a class="govuk-link" href="{}">{}</a>', url, text)


class LineFilterByAccount(ListFilter):
    account = django_filters.CharFilter(label="Account", field_name="account__code")
    group = django_filters.CharFilter(label="Account group", field_name="account__group")

    class Meta(ListFilter.Meta):
        model = JournalLine
        fields: list[str] = []


class CommitmentTable(DocumentTable):
    source = TextColumn("Document", accessor="source_id", orderable=False)
    dated_on = DayColumn("Date", orderable=False)
    account = TextColumn("Account", orderable=False)
    cost_centre = TextColumn("Cost centre", accessor="cost_centre__code", orderable=False)
    entered_at = MomentColumn("Entered", orderable=False)
    made_by = TextColumn("By", accessor="made_by__name", orderable=False)
    amount_pence = MoneyColumn("Held (given back) £", orderable=False)

    caption = "Commitments"
    nothing = "Nothing is committed here this year."

    def render_source(self, record: CommitmentEntry) -> Any:

        found = self.described(link_from(record.source_kind, record.source_id))
        if found is None:
            return record.source_kind
        return _anchor(found.url, found.title)

    def value_source(self, record: CommitmentEntry) -> str:
        found = self.described(link_from(record.source_kind, record.source_id))
        return found.title if found is not None else record.source_kind


class CommitmentFilter(ListFilter):
    account = django_filters.CharFilter(label="Account", field_name="account__code")
    group = django_filters.CharFilter(label="Account group", field_name="account__group")

    class Meta(ListFilter.Meta):
        model = CommitmentEntry
        fields: list[str] = []


class MovedTable(ListTable):
    virement = TextColumn(
        "Virement", accessor="virement__number", orderable=False, url=lambda x: x.virement.get_absolute_url()
    )
    account = TextColumn("Account", orderable=False)
    cost_centre = TextColumn("Cost centre", accessor="cost_centre__code", orderable=False)
    reason = TextColumn("Why", accessor="virement__reason", orderable=False)
    decided_at = MomentColumn("Agreed", accessor="virement__decided_at", orderable=False)
    total_pence = MoneyColumn("Received (given) £", orderable=False)

    caption = "Virements of the cost centre"
    nothing = "No budget has been moved to or from here this year."


class MovedFilter(ListFilter):
    account = django_filters.CharFilter(label="Account", field_name="account__code")

    class Meta(ListFilter.Meta):
        model = VirementLine
        fields: list[str] = []
