"""From the first day to a signed reconciliation, on the pages people use; and what the database holds against everybody."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from backoffice.errors import Refused
from backoffice.imports.services import ImportHasProblems, load_file
from finance import closing, services
from finance.models import (
    BankAccount,
    BankMatch,
    Journal,
    JournalLine,
    MatchRule,
    Period,
    Reconciliation,
    StatementItem,
)
from finance.queries.bank import position_of
from finance.services import bank
from tests.finance.bank.conftest import ITEMS, LEDGER, STATEMENT
from tests.finance.bank.statements import Day, camt053

CHARGE = "BANK CHARGES OCT"
DAY = Day(
    date(2026, 10, 5),
    STATEMENT,
    [
        (-30_000, "CHQ 000123", "000123"),
        (-9_000, "TWO INVOICES", ""),
        (-1_250, CHARGE, ""),
        (777, "UNKNOWN", ""),
    ],
)


def page(name: str, thing: Any = None) -> str:
    return reverse(f"finance:{name}", args=[thing.reference] if thing is not None else [])


def keys(account: BankAccount, viewer: Any) -> dict[str, str]:
    """text -> key of everything that is open."""
    found = position_of(viewer=viewer.actor, bank_account=account)
    return {entry.text: entry.key for entry in (*found.open_statement, *found.open_ledger)}


def test_the_whole_way_from_a_file_to_a_signed_reconciliation(
    begun: BankAccount, paid: Any, finance_officer: Any, finance_approver: Any, clerk: Any
) -> None:
    paid("gas", -4_000)
    paid("water", -5_000, description="Water")
    october = Period.objects.get(code="2026-10")
    sent = SimpleUploadedFile("october.xml", camt053(DAY))
    answer = clerk.post(page("send_bank_statement", begun), {"file": sent}, follow=True)
    shown = answer.content.decode()
    assert "BANK CHARGES OCT" in shown and "100,200.00" in shown and not StatementItem.objects.exists()
    answer = clerk.post(answer.request["PATH_INFO"], {"do": "load"}, follow=True)
    assert "1 statement loaded" in answer.content.decode()

    answer = clerk.get(page("bank_matching", begun))
    shown = answer.content.decode()
    assert "the reference 000123 stands in its text" in shown and "2 ledger lines within 10 days" in shown
    ticked = keys(begun, clerk)
    answer = clerk.post(
        page("bank_matching", begun),
        {"do": "check", "key": [ticked["Wyvern Motors Ltd · TWO INVOICES"], ticked["Gas"]]},
    )
    assert "(50.00)" in answer.content.decode() and not BankMatch.objects.exists()
    refused = clerk.post(
        page("bank_matching", begun),
        {"do": "match", "key": [ticked["Wyvern Motors Ltd · TWO INVOICES"], ticked["Gas"]]},
    )
    assert refused.refusal.code == "bank_match_not_equal" and "£-50.00 apart" in refused.refusal.message
    clerk.post(page("bank_matching", begun), {"do": "accept_sure"})
    assert BankMatch.objects.count() == 1  # the cheque; a sum of several is looked at first
    clerk.post(
        page("bank_matching", begun),
        {"do": f"accept:{ticked['Wyvern Motors Ltd · TWO INVOICES']},{ticked['Gas']},{ticked['Water']}"},
    )
    assert BankMatch.objects.count() == 2

    item = StatementItem.objects.get(text=CHARGE)
    coding = {
        "account": "4160", "cost_centre": "A100", "objective": "01.01", "dated_on": "2026-10-05",
        "description": "Bank charges", "learn": "on",
    }  # fmt: skip
    answer = clerk.post(page("journal_of_bank_item", item), coding, follow=True)
    assert "sent for approval" in answer.content.decode()
    journal = Journal.objects.get(source_kind="finance.bank_item", source_id=item.pk)
    again = clerk.post(page("journal_of_bank_item", item), coding)
    assert again.refusal.code == "bank_match_already"
    finance_approver.post(page("approve_journal", journal))
    part = item.match_parts.get()
    assert part.is_current and part.match.reason == "The journal was made from this item."
    rule = MatchRule.objects.get(pattern="bank charges")
    assert (rule.account.code, rule.direction) == ("4160", "out")

    assert [b.detail for b in closing.BLOCKERS["finance.bank"].find(october, 5)] == [
        "Its statements end on 5 October 2026."
    ]
    late = {"on": "2026-10-20"}
    assert (
        clerk.post(page("prepare_reconciliation", begun), late).refusal.code == "bank_statements_end_earlier"
    )
    made = clerk.post(
        page("prepare_reconciliation", begun), {"on": "2026-10-05", "note": "Grant awaited"}, follow=True
    )
    found = Reconciliation.objects.get()
    assert (found.statement_pence, found.ledger_pence) == (DAY.closing_pence, LEDGER - 10_250)
    assert (found.open_ledger_pence, found.open_statement_pence, found.open_count) == (10_000, 777, 2)
    assert "Lodgement of fees" in made.content.decode()
    for kind in ("csv", "xlsx", "pdf"):
        assert clerk.get(page("reconciliation", found), {"format": kind}).status_code == 200
    assert finance_approver.get(page("reconciliation", found)).status_code == 200
    finance_approver.post(page("sign_reconciliation", found))
    found.refresh_from_db()
    assert found.state == "signed" and found.approved_by_id == finance_approver.member.pk

    cheque = BankMatch.objects.order_by("id")[0]
    clerk.post(page("bank_match", cheque), {"reason": "It was another cheque"})
    shown = clerk.get(page("reconciliation", found)).content.decode()
    assert "What has changed since" in shown and "CHQ 000123" in shown
    for name, thing in (
        ("bank_account", begun),
        ("bank_statements", begun),
        ("bank_matches", begun),
        ("reconciliations", begun),
        ("bank_statement", item.statement),
        ("bank_item", item),
        ("bank_rule", rule),
        ("bank_rules", None),
        ("bank_accounts", None),
        ("statement_mappings", None),
        ("add_statement_mapping", None),
    ):
        assert clerk.get(page(name, thing)).status_code == 200, name
    report = reverse("reports:report", args=["finance.bank_reconciliation"])
    given = {"bank_account": begun.reference, "on": "2026-10-05", "format": "csv"}
    rows = b"".join(clerk.get(report, given).streaming_content).decode()
    assert "Difference,,,,,0.00" in rows.replace('"', ""), rows


def test_whoever_prepared_cannot_sign_and_what_has_changed_is_not_signed(
    load: Any, begun: BankAccount, posted: Any, paid: Any, as_member: Any
) -> None:
    both = as_member("finance_officer", "finance_approver", name="Both Hats")
    other = as_member("finance_approver", name="Olly Other")
    load(DAY)
    made = bank.prepare_reconciliation(
        actor=both.actor, bank_account=begun, on=DAY.on, today=date(2026, 10, 6)
    )
    with pytest.raises(Refused, match="cannot sign"):
        bank.sign_reconciliation(actor=both.actor, reconciliation=made)
    paid("late", -100, on=DAY.on)
    with pytest.raises(Refused, match="has changed since"):
        bank.sign_reconciliation(actor=other.actor, reconciliation=made)
    bank.withdraw_reconciliation(actor=both.actor, reconciliation=made, reason="A late posting")
    again = bank.prepare_reconciliation(
        actor=both.actor, bank_account=begun, on=DAY.on, today=date(2026, 10, 6)
    )
    assert bank.sign_reconciliation(actor=other.actor, reconciliation=again).state == "signed"


def test_a_match_across_the_month_leaves_both_open_at_its_end_and_matches_are_known_by_their_moment(
    load: Any, begun: BankAccount, paid: Any, finance_officer: Any
) -> None:
    line = paid("gas", -9_000, on=date(2026, 10, 2))
    load(DAY)
    item = StatementItem.objects.get(text="TWO INVOICES")
    before = position_of(viewer=finance_officer.actor, bank_account=begun, on=date(2026, 10, 5))
    bank.match(actor=finance_officer.actor, bank_account=begun, keys=[f"s{item.pk}", f"l{line.pk}"])
    on_2nd = position_of(viewer=finance_officer.actor, bank_account=begun, on=date(2026, 10, 2))
    on_5th = position_of(viewer=finance_officer.actor, bank_account=begun, on=date(2026, 10, 5))
    assert f"l{line.pk}" in {entry.key for entry in on_2nd.open_ledger}
    assert f"l{line.pk}" not in {entry.key for entry in on_5th.open_ledger}
    assert on_2nd.difference_pence == on_5th.difference_pence == before.difference_pence == 0


def test_the_first_day_comes_by_file_and_must_prove_itself(
    current_account: BankAccount, finance_officer: Any, tmp_path: Any
) -> None:
    rows = [
        "Bank account,What,Date,Amount,Text,Reference",
        "Current account,Balance on the statement,30/09/2026,100200.00,,",
        "Current account,Balance in the ledger,30/09/2026,100000.00,,",
        'Current account,"In the ledger, not on the statement",21/09/2026,-300.00,Cheque to Harbour Joinery,000123',
        'Current account,"In the ledger, not on the statement",29/09/2026,90.00,Lodgement of fees,LDG55',
    ]
    file = tmp_path / "first.csv"
    file.write_text("\n".join(rows))
    with pytest.raises(ImportHasProblems) as refused:
        load_file(actor=finance_officer.actor, kind="finance.bank_items", path=file)
    assert "£-10.00 is not explained" in refused.value.problems[0].message
    file.write_text("\n".join(rows).replace(",90.00,", ",100.00,"))
    load_file(actor=finance_officer.actor, kind="finance.bank_items", path=file)
    current_account.refresh_from_db()
    found = position_of(viewer=finance_officer.actor, bank_account=current_account)
    assert (found.statement_pence, found.ledger_pence, found.difference_pence) == (STATEMENT, LEDGER, 0)
    assert [entry.amount_pence for entry in found.open_ledger] == [item.amount_pence for item in ITEMS]


def test_what_was_learnt_proposes_the_coding_and_a_rule_by_hand_stays(
    load: Any, begun: BankAccount, paid: Any, finance_officer: Any
) -> None:
    load(DAY)
    line, item = paid("gas", -9_000), StatementItem.objects.get(text="TWO INVOICES")
    bank.match(actor=finance_officer.actor, bank_account=begun, keys=[f"s{item.pk}", f"l{line.pk}"])
    rule = MatchRule.objects.get(pattern="two invoices")
    assert rule.account.code == "2010" and rule.origin == "learnt" and rule.uses == 1
    changed = {
        "pattern": "TWO INVOICES 123", "direction": "out", "account": "4160", "cost_centre": "A100",
        "objective": "01.01", "is_active": "on", "bank_account": begun.pk,
    }  # fmt: skip
    finance_officer.post(page("bank_rule", rule), changed)
    rule.refresh_from_db()
    assert (rule.pattern, rule.account.code, rule.origin) == ("two invoices", "4160", "manual")
    bank.undo_match(actor=finance_officer.actor, match=BankMatch.objects.get(), reason="Wrong")
    bank.match(actor=finance_officer.actor, bank_account=begun, keys=[f"s{item.pk}", f"l{line.pk}"])
    rule.refresh_from_db()
    assert rule.account.code == "4160"


def test_mappings_are_made_by_choosing_columns_of_a_file(finance_officer: Any) -> None:
    sample = SimpleUploadedFile("a.csv", b"When,What,Money,Left\n01/10/2026,Gas,-5.00,95.00\n")
    shown = finance_officer.post(page("add_statement_mapping"), {"file": sample}).content.decode()
    assert "-5.00" in shown and '<option value="Money">' in shown
    given = {
        "heading": ["When", "What", "Money", "Left"], "name": "Invented", "booked_on": "When", "amount": "Money",
        "balance": "Left", "text": "What", "signs": "signed", "date_format": "%d/%m/%Y", "is_active": "on",
    }  # fmt: skip
    answer = finance_officer.post(page("add_statement_mapping"), given, follow=True)
    assert "Mapping Invented is saved" in answer.content.decode()
    refused = finance_officer.post(page("add_statement_mapping"), {**given, "name": "Other", "booked_on": ""})
    assert refused.refusal.code == "bank_mapping_incomplete"


ATTACKS = [
    "UPDATE finance_bankstatement SET closing_pence = 0",
    "DELETE FROM finance_statementitem",
    "UPDATE finance_statementitem SET amount_pence = 1",
    "INSERT INTO finance_statementitem (reference, bank_account_id, statement_id, number, booked_on, value_on,"
    " amount_pence, text, counterparty, their_reference, kind) SELECT 'abc', bank_account_id, statement_id, 99,"
    " booked_on, value_on, 5, '', '', '', '' FROM finance_statementitem LIMIT 1",
    "UPDATE finance_bankaccount SET take_on_statement_pence = take_on_statement_pence + 1",
    "INSERT INTO finance_openingitem (reference, bank_account_id, number, side, dated_on, amount_pence, text,"
    " their_reference) SELECT 'abc', id, 9, 'ledger', take_on_on, 5, '', '' FROM finance_bankaccount",
    "DELETE FROM finance_bankmatch",
    "UPDATE finance_bankmatch SET part_count = 3",
    "UPDATE finance_bankmatch SET state = 'undone'",
    "UPDATE finance_matchpart SET is_current = false",
    "UPDATE finance_matchpart SET amount_pence = 1",
    "INSERT INTO finance_matchpart (match_id, statement_item_id, amount_pence, is_current)"
    " SELECT m.id, i.id, i.amount_pence, true FROM finance_bankmatch m, finance_statementitem i"
    " WHERE i.text = 'UNKNOWN'",
    "WITH made AS (INSERT INTO finance_bankmatch (reference, bank_account_id, state, reason, part_count, made_by_id,"
    " made_at, undone_reason) SELECT 'abc', bank_account_id, 'current', 'x', 2, made_by_id, now(), ''"
    " FROM finance_bankmatch LIMIT 1 RETURNING id) SELECT 1 FROM made",
    "UPDATE finance_reconciliation SET note = 'x'",
    "UPDATE finance_reconciliation SET state = 'prepared', approved_by_id = NULL, signed_at = NULL",
    "DELETE FROM finance_reconciliation",
    "UPDATE finance_reconciliationitem SET amount_pence = 1",
    "INSERT INTO finance_reconciliation (reference, bank_account_id, \"on\", state, statement_pence, ledger_pence,"
    " open_ledger_pence, open_statement_pence, open_count, note, made_by_id, made_at) SELECT 'abc', bank_account_id,"
    " \"on\", 'prepared', 5, 5, 0, 0, 0, '', made_by_id, now() FROM finance_reconciliation",
]  # fmt: skip


def test_sql_as_the_authority_changes_nothing_that_was_loaded_matched_or_signed(
    load: Any, begun: BankAccount, paid: Any, finance_officer: Any, finance_approver: Any
) -> None:
    load(DAY)
    line, item = paid("gas", -9_000), StatementItem.objects.get(text="TWO INVOICES")
    bank.match(actor=finance_officer.actor, bank_account=begun, keys=[f"s{item.pk}", f"l{line.pk}"])
    made = bank.prepare_reconciliation(
        actor=finance_officer.actor, bank_account=begun, on=DAY.on, today=date(2026, 10, 6)
    )
    bank.sign_reconciliation(actor=finance_approver.actor, reconciliation=made)
    for attack in ATTACKS:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(attack)
            assert cursor.rowcount, attack
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(Refused, match="matched by"):
        bank.match(actor=finance_officer.actor, bank_account=begun, keys=[f"s{item.pk}", f"l{line.pk}"])
    draft = services.draft_journal(
        actor=finance_officer.actor, dated_on=DAY.on, description="Draft",
        lines=[services.Line("8300", None, None, 777), services.Line("8790", None, None, -777)],
    )  # fmt: skip
    unposted = JournalLine.objects.get(journal=draft, amount_pence=777)
    with pytest.raises(Refused, match="not open"):
        open_item = StatementItem.objects.get(text="UNKNOWN")
        bank.match(
            actor=finance_officer.actor, bank_account=begun, keys=[f"s{open_item.pk}", f"l{unposted.pk}"]
        )


def test_the_api_gives_the_position_and_takes_matches(
    load: Any, begun: BankAccount, paid: Any, finance_officer: Any
) -> None:
    load(DAY)
    line, item = paid("gas", -9_000), StatementItem.objects.get(text="TWO INVOICES")
    base = f"/cleveland/api/v1/bank-accounts/{begun.reference}"
    said = finance_officer.get(f"{base}/position", {"on": "2026-10-05"}).json()
    assert said["difference_pence"] == 0 and len(said["open_statement"]) == 4
    suggested = finance_officer.get(f"{base}/suggestions").json()
    assert {"items": [f"s{item.pk}"], "lines": [f"l{line.pk}"]}.items() <= {
        k: v for s in suggested if s["items"] == [f"s{item.pk}"] for k, v in s.items()
    }.items()
    answer = finance_officer.post(
        f"{base}/match", {"keys": [f"s{item.pk}", f"l{line.pk}"]}, content_type="application/json",
        headers={"Idempotency-Key": "a-match"},
    )  # fmt: skip
    assert answer.status_code == 201, answer.content
    assert finance_officer.get("/cleveland/api/v1/bank-statements").status_code == 200
