"""Bank accounts, statements, items, matches and rules as lists."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q

from backoffice.ui.filters import ChoicesFilter, DayFilter, ListFilter
from backoffice.ui.tables import (
    DayColumn,
    ListTable,
    MoneyColumn,
    NumberColumn,
    StatusColumn,
    TextColumn,
)
from finance.models import BankAccount, BankStatement, MatchRule, Reconciliation, StatementItem

RECONCILIATION_MEANINGS = {"prepared": "waiting", "signed": "done", "withdrawn": "off"}


class BankAccountTable(ListTable):
    name = TextColumn("Bank account", url=lambda a: a.get_absolute_url())
    sort_code = TextColumn("Sort code", accessor="written_sort_code", orderable=False)
    account_number = TextColumn("Number", orderable=False)
    ledger_account = TextColumn("Account of the chart", accessor="ledger_account__code", orderable=False)
    statements_to = DayColumn("Statements to", orderable=False)
    reconciled_to = DayColumn("Reconciled to", orderable=False)

    caption = "Bank accounts"
    nothing = "There is no bank account yet. Add the first one."


class BankAccountFilter(ListFilter):
    q = django_filters.CharFilter(label="Name", field_name="name", lookup_expr="icontains")

    class Meta(ListFilter.Meta):
        model = BankAccount
        fields: list[str] = []


class StatementTable(ListTable):
    number = TextColumn("Statement", url=lambda s: s.get_absolute_url())
    their_id = TextColumn("The bank's number", orderable=False)
    from_on = DayColumn("From", orderable=False)
    to_on = DayColumn("To")
    opening_pence = MoneyColumn("Opening £", orderable=False)
    closing_pence = MoneyColumn("Closing £", orderable=False)
    item_count = NumberColumn("Items", orderable=False)

    caption = "Statements"
    nothing = "No statement is loaded yet. Send the first one."


class StatementFilter(ListFilter):
    since = DayFilter(label="Ends from", field_name="to_on", lookup_expr="gte")
    until = DayFilter(label="Ends to", field_name="to_on", lookup_expr="lte")

    class Meta(ListFilter.Meta):
        model = BankStatement
        fields: list[str] = []


class ItemTable(ListTable):
    number = NumberColumn("Item")
    booked_on = DayColumn("Date", orderable=False)
    text = TextColumn(
        "Text", url=lambda i: i.get_absolute_url(), orderable=False, default="No text", empty_values=("",)
    )
    counterparty = TextColumn("Who", orderable=False)
    their_reference = TextColumn("Reference", orderable=False)
    amount_pence = MoneyColumn("Amount £", orderable=False)
    state = StatusColumn("State", meanings={"Matched": "done", "Open": "attention"}, orderable=False)

    caption = "Items"


class ItemFilter(ListFilter):
    q = django_filters.CharFilter(label="Text or reference", method="search")

    class Meta(ListFilter.Meta):
        model = StatementItem
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(
            Q(text__icontains=value) | Q(counterparty__icontains=value) | Q(their_reference__icontains=value)
        )


class RuleTable(ListTable):
    pattern = TextColumn("Words of the text", url=lambda r: r.get_absolute_url())
    direction = TextColumn("Which items", accessor="get_direction_display", orderable=False)
    account = TextColumn("Account", accessor="account__code", orderable=False)
    bank_account = TextColumn(
        "Bank account", accessor="bank_account__name", default="Every account", orderable=False
    )
    origin = TextColumn("Where from", accessor="get_origin_display", orderable=False)
    uses = NumberColumn("Used")
    is_active = TextColumn("In use", orderable=False)

    caption = "Rules"
    nothing = "No rule yet. Rules are learnt as items are matched."


class RuleFilter(ListFilter):
    q = django_filters.CharFilter(label="Words", field_name="pattern", lookup_expr="icontains")
    origin = ChoicesFilter(label="Where from", choices=MatchRule.Origin.choices)

    class Meta(ListFilter.Meta):
        model = MatchRule
        fields: list[str] = []


class MappingTable(ListTable):
    name = TextColumn("Mapping", url=lambda m: m.get_absolute_url())
    signs = TextColumn("Amounts", accessor="get_signs_display", orderable=False)
    date_format = TextColumn("Dates", accessor="get_date_format_display", orderable=False)

    caption = "Mappings"
    nothing = "No mapping yet. CAMT.053 and MT940 need none; make one for a bank that gives CSV."


class MatchTable(ListTable):
    made_at = DayColumn("Made")
    reason = TextColumn("Why", url=lambda m: m.get_absolute_url(), orderable=False)
    part_count = NumberColumn("Entries", orderable=False)
    made_by = TextColumn("By", accessor="made_by__name", orderable=False)
    state = StatusColumn("State", meanings={"current": "done", "undone": "off"}, orderable=False)

    caption = "Matches"
    nothing = "Nothing is matched yet."


class ReconciliationTable(ListTable):
    on = DayColumn("At the end of")
    named = TextColumn(
        "Reconciliation", url=lambda r: r.get_absolute_url(), accessor="bank_account__name", orderable=False
    )
    statement_pence = MoneyColumn("Statement £", orderable=False)
    ledger_pence = MoneyColumn("Ledger £", orderable=False)
    open_count = NumberColumn("Unmatched", orderable=False)
    state = StatusColumn("State", meanings=RECONCILIATION_MEANINGS, orderable=False)

    caption = "Reconciliations"
    nothing = "Not reconciled yet."


class ReconciliationFilter(ListFilter):
    state = ChoicesFilter(label="State", choices=Reconciliation.State.choices)

    class Meta(ListFilter.Meta):
        model = Reconciliation
        fields: list[str] = []
