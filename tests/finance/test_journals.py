"""What the services do: drafting, approving, reversing, posting for functions, periods."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from backoffice.audit.queries import histories_of
from backoffice.errors import NotAllowed, Refused
from backoffice.links import Link
from backoffice.tenancy.current import in_authority
from finance import services
from finance.models import Account, CostCentre, Journal, Objective, Period
from finance.queries import journals_about, journals_for, ledger_problems, trial_balance
from finance.services import CostCentreRow, Line
from tests.finance.conftest import ACCRUAL, PAY

Posted = Callable[..., Journal]
Draft = Callable[..., Journal]


def test_a_journal_goes_from_draft_to_posted_through_two_people(
    draft: Draft, finance_officer: Any, finance_approver: Any
) -> None:
    journal = draft()
    assert journal.number is None
    journal = services.submit_journal(actor=finance_officer.actor, journal=journal)
    journal = services.post_journal(actor=finance_approver.actor, journal=journal, reason="Seen the bill")
    assert (journal.number, journal.posting.note) == ("J000001", "Seen the bill")
    again = services.post_journal(actor=finance_approver.actor, journal=journal)
    assert again.number == "J000001"
    assert ledger_problems() == []


def test_the_second_approver_is_told_who_was_first_and_when(
    draft: Draft, finance_officer: Any, finance_approver: Any, approver: Any
) -> None:
    journal = services.submit_journal(actor=finance_officer.actor, journal=draft())
    services.post_journal(actor=finance_approver.actor, journal=journal)
    with pytest.raises(Refused, match="was posted by Gwen Taylor at") as caught:
        services.post_journal(actor=approver.actor, journal=journal)
    assert caught.value.code == "journal_posted_already"


def test_the_maker_cannot_approve_whatever_roles_they_gain(draft: Draft, finance_officer: Any) -> None:
    journal = services.submit_journal(actor=finance_officer.actor, journal=draft())
    both = type(finance_officer.actor)(
        finance_officer.actor.authority,
        finance_officer.actor.member_id,
        finance_officer.actor.identity,
        "Fiona Brook",
        finance_officer.actor.permissions | {"finance.post_journal"},
    )
    with pytest.raises(NotAllowed) as caught:
        services.post_journal(actor=both, journal=journal)
    assert caught.value.code == "journal_is_your_own"


def test_a_returned_journal_is_changed_and_submitted_again(
    draft: Draft, finance_officer: Any, finance_approver: Any
) -> None:
    journal = services.submit_journal(actor=finance_officer.actor, journal=draft())
    with pytest.raises(Refused, match="waits for approval"):
        services.change_draft(
            actor=finance_officer.actor,
            journal=journal,
            dated_on=journal.dated_on,
            description="x",
            lines=ACCRUAL,
        )
    journal = services.return_journal(actor=finance_approver.actor, journal=journal, reason="Wrong account")
    assert (journal.state, journal.returned_reason) == ("draft", "Wrong account")
    changed = services.change_draft(
        actor=finance_officer.actor,
        journal=journal,
        dated_on=date(2026, 10, 6),
        description="Electricity",
        lines=[Line("2010", "A100", "01.01", 5), Line("8510", None, None, -5)],
    )
    services.submit_journal(actor=finance_officer.actor, journal=changed)


def test_only_its_maker_changes_a_draft(draft: Draft, clerk: Any) -> None:
    journal = draft()
    for change in (
        lambda: services.delete_draft(actor=clerk.actor, journal=journal),
        lambda: services.submit_journal(actor=clerk.actor, journal=journal),
        lambda: services.change_draft(
            actor=clerk.actor, journal=journal, dated_on=journal.dated_on, description="x", lines=ACCRUAL
        ),
    ):
        with pytest.raises(NotAllowed):
            change()


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (ACCRUAL[:1], "at least two lines"),
        ([ACCRUAL[0], Line("8510", None, None, -12_000)], "debits are £3.45 more"),
        ([Line("2010", None, "01.01", 5), Line("8510", None, None, -5)], "Line 1: account 2010 Energy asks for a cost"),
        ([Line("2010", "A100", None, 5), Line("8510", None, None, -5)], "asks for a police objective"),
    ],
)  # fmt: skip
def test_submitting_what_is_not_complete_says_which_line(
    draft: Draft, finance_officer: Any, lines: list[Line], says: str
) -> None:
    with pytest.raises(Refused, match=says):
        services.submit_journal(actor=finance_officer.actor, journal=draft(lines))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (Line("9999", None, None, 5), "Line 1: there is no account 9999"),
        (Line("2010", "ZZ", None, 5), "no cost centre ZZ"),
        (Line("2010", "A", "99", 5), "no objective 99"),
        (Line("2010", "A", None, 0), "Line 1 has no amount"),
    ],
)
def test_a_draft_with_a_code_that_does_not_exist_is_refused(draft: Draft, line: Line, says: str) -> None:
    with pytest.raises(Refused, match=says):
        draft([line])
    assert not Journal.objects.exists()


def test_a_posted_journal_is_reversed_once_by_two_people(
    posted: Posted, finance_officer: Any, finance_approver: Any, clerk: Any
) -> None:
    journal = posted()
    reversal = services.reverse_journal(
        actor=finance_officer.actor, journal=journal, dated_on=date(2026, 11, 2), reason="Wrong run"
    )
    assert reversal.state == "awaiting" and journal.reversed_by == reversal
    with pytest.raises(Refused, match="not posted yet"):
        services.reverse_journal(
            actor=clerk.actor, journal=journal, dated_on=date(2026, 11, 2), reason="Wrong run"
        )
    reversal = services.post_journal(actor=finance_approver.actor, journal=reversal)
    assert reversal.description == "Reversal of J000001: Pay for October 2026"
    with pytest.raises(Refused, match="reversed already by Journal J000002"):
        services.reverse_journal(
            actor=clerk.actor, journal=journal, dated_on=date(2026, 11, 2), reason="Wrong run"
        )
    november = Period.objects.get(code="2026-11")
    assert {row.balance_pence for row in trial_balance(viewer=clerk.actor, first=november).rows} == {0}
    assert ledger_problems() == []


def test_a_reversal_in_a_closed_period_is_refused_and_names_the_next_open(
    posted: Posted, finance_officer: Any, october: Period
) -> None:
    journal = posted()
    services.close_period(actor=finance_officer.actor, period=october)
    with pytest.raises(Refused) as caught:
        services.reverse_journal(
            actor=finance_officer.actor, journal=journal, dated_on=date(2026, 10, 31), reason="Wrong run"
        )
    assert caught.value.code == "period_closed" and "November 2026" in caught.value.next_step


def test_a_function_posts_once_for_each_key(ledger: str, finance_officer: Any, finance_approver: Any) -> None:
    def post(lines: list[Line] = PAY) -> Journal:
        return services.post_bulk(
            actor=finance_officer.actor,
            source=Link("payroll.run", 7),
            journal_date=date(2026, 10, 31),
            description="Pay for October 2026",
            lines=lines,
            key="payroll.run:7",
            made_by=finance_officer.actor.member_id,
            approved_by=finance_approver.actor.member_id,
        )

    assert post() == post()
    assert [j.number for j in journals_about(viewer=finance_officer.actor, link=Link("payroll.run", 7))] == [
        "J000001"
    ]
    with pytest.raises(Refused) as caught:
        post([PAY[0]._replace(amount_pence=1), PAY[2]._replace(amount_pence=-1)])
    assert caught.value.code == "journal_key_used"
    assert ledger_problems() == []


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (PAY[:1], "journal_too_few_lines"),
        (PAY[:3], "journal_not_balanced"),
        ([PAY[0], Line("8530", None, None, -500_000, "x"), Line("0000", None, None, 0)], "unknown_code"),
        ([Line("1000", None, "01.01", 5), Line("8530", None, None, -5)], "finance_line_cost_centre_required"),
    ],
)
def test_a_function_that_posts_wrong_lines_is_refused_and_leaves_nothing(
    posted: Posted, lines: list[Line], code: str
) -> None:
    with pytest.raises(Refused) as caught:
        posted(lines=lines)
    assert caught.value.code == code
    assert not Journal.objects.exists()


def test_a_function_posts_for_two_people_never_for_one(ledger: str, finance_officer: Any) -> None:
    with pytest.raises(Refused) as caught:
        services.post_journals(actor=finance_officer.actor, journals=[], made_by=1, approved_by=1)
    assert caught.value.code == "journal_is_your_own"


def test_a_period_closes_when_all_in_it_is_posted(
    draft: Draft, finance_officer: Any, october: Period
) -> None:
    journal = draft()
    with pytest.raises(Refused, match=r"Gas, October \(5 October, draft, made by") as caught:
        services.close_period(actor=finance_officer.actor, period=october)
    assert caught.value.code == "period_not_ready"
    services.delete_draft(actor=finance_officer.actor, journal=journal)
    closed = services.close_period(actor=finance_officer.actor, period=october)
    assert not closed.is_open and closed.closed_by_id == finance_officer.actor.member_id
    with pytest.raises(Refused) as caught:
        draft()
    assert caught.value.code == "period_closed" and "November 2026" in caught.value.next_step


def test_a_date_without_a_period_says_which_year_to_make(draft: Draft) -> None:
    with pytest.raises(Refused) as caught:
        draft(dated_on=date(2027, 4, 1))
    assert caught.value.code == "no_period" and "2027/28" in caught.value.next_step


def test_a_year_that_is_none_is_refused(finance_officer: Any) -> None:
    with pytest.raises(Refused, match="Give one such as 2026/27"):
        services.ensure_year(actor=finance_officer.actor, financial_year="2026/28")


def test_the_chart_is_loaded_once(ledger: str, finance_officer: Any) -> None:
    assert (Account.objects.count(), Objective.objects.count()) == (150, 102)
    assert services.load_chart(actor=finance_officer.actor) == {"accounts": 0, "objectives": 0}
    assert Objective.objects.get(code="01.01").parent.code == "01"
    assert Account.objects.get(code="8530").is_control


def test_a_cost_centre_cannot_stand_under_itself(ledger: str, finance_officer: Any) -> None:
    with pytest.raises(Refused, match="would stand under itself"):
        services.put_cost_centres(
            actor=finance_officer.actor, rows=[CostCentreRow("A", "District A", parent="A100")]
        )
    with pytest.raises(Refused, match="no cost centre ZZ"):
        services.put_cost_centres(actor=finance_officer.actor, rows=[CostCentreRow("B", "B", parent="ZZ")])
    assert CostCentre.objects.get(code="A").parent is None


def test_another_authority_sees_none_of_it(posted: Posted, outsider: Any) -> None:
    posted()
    with in_authority("durham"):
        assert not journals_for(viewer=outsider.actor).exists()
        assert not Account.objects.exists()


@pytest.mark.parametrize("person", ["clerk", "employee", "auditor", "payroll_officer"])
def test_who_may_not_post_is_refused(request: pytest.FixtureRequest, draft: Draft, person: str) -> None:
    actor = request.getfixturevalue(person).actor
    with pytest.raises(NotAllowed):
        services.post_journal(actor=actor, journal=draft())
    with pytest.raises(NotAllowed):
        services.ensure_year(actor=actor, financial_year="2027/28")


def test_a_deleted_draft_leaves_its_trace_and_what_functions_post_has_none(
    draft: Draft, posted: Posted, finance_officer: Any, auditor: Any
) -> None:
    journal = draft()
    services.delete_draft(actor=finance_officer.actor, journal=journal)
    added, removed = reversed(histories_of(Journal, [journal.pk])[journal.pk])
    assert (added.what, removed.what, removed.who) == ("Added", "Removed", finance_officer.actor.name)
    page = auditor.get(f"/cleveland/audit/?record=finance.journal&number={journal.pk}")
    assert "Removed" in page.content.decode() and "Gas, October" in page.content.decode()
    assert not histories_of(Journal, [posted().pk])
