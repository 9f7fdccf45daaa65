"""Versions, virements, forecasts, and the budget holder's home, through the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from backoffice.approvals.queries import approval_of
from backoffice.approvals.services import approve, reject
from backoffice.imports.services import load_file
from backoffice.links import Link
from finance.models import BudgetVersion, Forecast, ForecastRound, Period, Virement
from finance.queries.budgets import centres_held_by, current_version, holders_of, positions, visible_centres
from finance.services import Line, NewJournal, post_journals
from finance.services import budgets as work
from finance.services.budgets import Move
from tests.finance.budgets.conftest import TODAY, Setting, line


@pytest.fixture
def spent(setting: Setting, finance_officer: Any, finance_approver: Any) -> Callable[..., None]:
    """`spent(pence)` posts energy at Response A in October."""

    def post(pence: int, key: str = "gas", account: str = "2010") -> None:
        lines = [Line(account, "A100", "01.01", pence), Line("8510", None, None, -pence)]
        post_journals(
            actor=finance_officer.actor,
            journals=[NewJournal(key=key, dated_on=date(2026, 10, 5), description="Gas", lines=lines)],
            made_by=finance_officer.actor.member_id,
            approved_by=finance_approver.actor.member_id,
        )

    return post


def test_a_budget_goes_from_a_draft_to_the_one_that_counts(
    chart: str, finance_officer: Any, finance_approver: Any
) -> None:
    sent = {"financial_year": "2026/27", "name": "Original budget"}
    page = finance_officer.post("/cleveland/finance/budgets/add/", sent, follow=True)
    version = BudgetVersion.objects.get()
    assert "is begun" in page.content.decode()
    at = reverse("finance:budget", args=[version.reference])
    given = {"account": "2010", "cost_centre": "A100", "total_pence": "1000.01"}
    finance_officer.post(f"{at}lines/add/", given)
    row = version.lines.get()
    assert row.months[:2] == [8_334, 8_334] and sum(row.months) == 100_001
    wrong = finance_officer.post(f"{at}lines/{row.pk}/", {**given, "month_1": "1.00"})
    assert wrong.status_code == 422 and "add up to £1.00" in wrong.content.decode()
    profile = work.put_profile(actor=finance_officer.actor, name="Winter", weights=[0] * 6 + [1] * 6)
    finance_officer.post(f"{at}phase/", {"phasing": "profile", "profile": profile.pk})
    row.refresh_from_db()
    assert row.months[:6] == [0] * 6 and sum(row.months) == 100_001
    finance_officer.post(f"{at}submit/")
    approval = approval_of(Link("finance.budget", version.pk))
    assert approval is not None
    reject(actor=finance_approver.actor, approval=approval, reason="Too little")
    assert "Too little" in finance_officer.get(at).content.decode()
    finance_officer.post(f"{at}submit/")
    assert "Approve or send back" in finance_approver.get(at).content.decode()
    approval = approval_of(Link("finance.budget", version.pk))
    assert approval is not None
    approve(actor=finance_approver.actor, approval=approval)
    assert current_version("2026/27") == version
    late = finance_officer.post(f"{at}lines/add/", {**given, "account": "1000"})
    assert late.status_code == 409 and "Propose a virement" in late.content.decode()
    export = finance_officer.get(f"{at}?format=csv")
    assert b"1000.01" in b"".join(export.streaming_content)


def test_a_file_becomes_a_new_draft_and_a_wrong_one_changes_nothing(
    setting: Setting, finance_officer: Any, tmp_path: Any
) -> None:
    heading = "Financial year,Version,Cost centre,Account,Police objective,Amount,April,May\n"
    bad = tmp_path / "bad.csv"
    bad.write_text(
        heading + "2026/27,,A100,2010,,10.00,4.00,5.00\n2026/27,,A999,2010,,1,,\n2025/26,,A100,1000,,1,,\n"
    )
    with pytest.raises(Exception) as refused:
        load_file(actor=finance_officer.actor, kind="finance.budget_lines", path=bad)
    said = " ".join(str(problem) for problem in refused.value.problems)  # type: ignore[attr-defined]
    assert "add up to £9.00" in said and "no cost centre A999" in said and "this row is for 2025/26" in said
    good = tmp_path / "good.csv"
    good.write_text(
        heading + "2026/27,Revised,A100,2010,,9.00,4.00,5.00\n2026/27,Revised,A100,7000,01.01,-100,,\n"
    )
    load_file(actor=finance_officer.actor, kind="finance.budget_lines", path=good)
    version = BudgetVersion.objects.get(name="Revised")
    assert version.kind == "revised" and version.state == "draft"
    assert {row.total_pence: sum(row.months) for row in version.lines.all()} == {900: 900, -10_000: -10_000}


def test_a_virement_takes_both_holders_and_leaves_the_original(
    setting: Setting, finance_approver: Any
) -> None:
    sent = {
        "financial_year": "2026/27",
        "amount_pence": "1000.00",
        "from_cost_centre": "A100",
        "from_account": "2010",
        "to_cost_centre": "A200",
        "to_account": "2010",
        "first_month": "7",
        "reason": "Cells need heating",
    }
    setting.holder.post("/cleveland/finance/virements/add/", sent)
    virement = Virement.objects.get()
    at = reverse("finance:virement", args=[virement.reference])
    assert "Sam Second" in setting.holder.get(at).content.decode()
    setting.holder.post(f"{at}agree/")  # again: nothing more happens
    virement.refresh_from_db()
    assert virement.state == "proposed" and virement.agreements.count() == 1
    assert finance_approver.post(f"{at}agree/").status_code == 403
    assert "Cells need heating" in setting.second.get("/cleveland/").content.decode()
    setting.second.post(f"{at}agree/")
    virement.refresh_from_db()
    assert virement.state == "approved" and virement.version == setting.version
    rows = {
        row.cost_centre: row
        for row in positions(viewer=finance_approver.actor, period=setting.october, on=TODAY, below=False)
        if row.type == "expense"
    }
    assert (rows["A200"].original_pence, rows["A200"].virement_pence) == (600_000, 100_000)
    assert rows["A200"].to_date_pence == 350_000 + 16_667
    assert setting.version.lines.get(cost_centre__code="A200").total_pence == 600_000
    assert setting.second.post(f"{at}reject/", {"reason": "No"}).status_code == 409


def test_where_one_person_holds_both_sides_or_nobody_does_finance_has_the_second_word(
    setting: Setting, finance_officer: Any, finance_approver: Any
) -> None:
    within = [Move("2010", "A100", -100), Move("1000", "A100", 100)]
    mine = work.propose_virement(
        actor=setting.holder.actor, financial_year="2026/27", reason="Own", moves=within, today=TODAY
    )
    assert mine.state == "proposed"
    assert setting.second.get(reverse("finance:virement", args=[mine.reference])).status_code == 404
    done = work.agree_to_virement(actor=finance_approver.actor, virement=mine, today=TODAY)
    assert done.state == "approved"
    unheld = [Move("2010", "A200", -100), Move("2010", "A", 100)]
    other = work.propose_virement(
        actor=finance_officer.actor, financial_year="2026/27", reason="Up", moves=unheld, today=TODAY
    )
    assert (
        work.agree_to_virement(actor=finance_approver.actor, virement=other, today=TODAY).state == "proposed"
    )
    assert work.agree_to_virement(actor=setting.second.actor, virement=other, today=TODAY).state == "approved"


def test_what_is_committed_cannot_be_given_away(stopped: Setting, finance_officer: Any) -> None:
    work.add_control(actor=finance_officer.actor, cost_centre=stopped.a100)
    work.commit(actor=finance_officer.actor, source=Link("x", 1), lines=[line(7_200_000)], on=TODAY)
    moves = [Move("2010", "A100", -2), Move("2010", "A200", 2)]
    asked = work.propose_virement(
        actor=stopped.holder.actor, financial_year="2026/27", reason="Give", moves=moves, today=TODAY
    )
    at = reverse("finance:agree_virement", args=[asked.reference])
    page = stopped.second.post(at)
    assert page.status_code == 422 and "£0.01 is left" in page.content.decode()
    with pytest.raises(IntegrityError, match="not agreed|cannot be approved"), transaction.atomic():
        Virement.objects.filter(pk=asked.pk).update(
            state="approved",
            version=stopped.version,
            decided_by=stopped.holder.member,
            decided_at=timezone.now(),
        )


def test_a_budget_holder_sees_what_is_left_and_why_and_each_figure_opens(
    setting: Setting, spent: Callable[..., None], finance_officer: Any
) -> None:
    spent(750_000)
    order = Link("finance.budget", setting.version.pk)
    work.commit(actor=finance_officer.actor, source=order, lines=[line(50_000)], on=TODAY)
    page = setting.holder.get("/cleveland/finance/my-budgets/?period=2026-10").content.decode()
    assert "A100 Response A" in page and "A200" not in page
    assert "72,000.01" in page and "7,500.00" in page and "500.00" in page and "64,000.01" in page
    at = reverse("finance:budget_centre", args=[setting.a100.reference])
    assert "Energy" in setting.holder.get(f"{at}?period=2026-10").content.decode()
    assert "Gas" in setting.holder.get(f"{at}spent/?period=2026-10").content.decode()
    assert "Original budget" in setting.holder.get(f"{at}committed/?period=2026-10").content.decode()
    assert setting.second.get(f"{at}spent/").status_code == 404
    everything = finance_officer.get("/cleveland/finance/my-budgets/?period=2026-10").content.decode()
    assert "A District A" in everything and "78,000.01" in everything


def test_the_same_question_asked_later_gives_the_same_figures(
    setting: Setting, spent: Callable[..., None], finance_officer: Any
) -> None:
    spent(10_000)
    asked = {"viewer": finance_officer.actor, "period": setting.october, "on": TODAY, "by": "account"}
    then, before = timezone.now(), positions(**asked)
    spent(90_000, key="more")
    work.commit(actor=finance_officer.actor, source=Link("x", 1), lines=[line(5_000)], on=TODAY)
    assert positions(**asked) != before
    assert positions(**asked, as_at=then) == before
    report = finance_officer.get("/cleveland/reports/finance.budget_monitoring?period=2026-10&by=account")
    assert report.status_code == 200 and "1,000.00" in report.content.decode()


def test_forecasts_are_asked_for_given_and_locked(setting: Setting, finance_officer: Any) -> None:
    finance_officer.post("/cleveland/finance/forecasts/add/", {"period": "2026-10", "due_on": "2026-11-05"})
    at = reverse("finance:forecast", args=[setting.a100.reference])
    assert at in setting.holder.get("/cleveland/").content.decode()
    setting.holder.post(at, {"outturn_pence": "80000.00", "commentary": "Cold winter"})
    assert setting.holder.post(reverse("finance:forecast", args=[setting.a200.reference])).status_code == 404
    page = setting.holder.get("/cleveland/finance/my-budgets/?period=2026-10").content.decode()
    assert "80,000.00" in page and "Forecast to go over by £7,999.99" in page
    finance_officer.post("/cleveland/finance/forecasts/2026-10/lock/")
    late = setting.holder.post(at, {"outturn_pence": "1.00", "commentary": ""})
    assert late.status_code in (404, 422) and Forecast.objects.get().outturn_pence == 8_000_000
    for statement in (
        "UPDATE finance_forecast SET outturn_pence = 1",
        "UPDATE finance_forecastround SET state = 'open'",
    ):
        with (
            pytest.raises(IntegrityError, match="locked"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert not ForecastRound.objects.get().is_open


def test_the_nearest_holder_counts_and_holding_ends(
    setting: Setting, finance_officer: Any, as_member: Any
) -> None:
    boss = as_member("budget_holder", name="Dee District")
    held = work.name_holder(
        actor=finance_officer.actor, cost_centre=setting.a, member=boss.member, starts_on=date(2026, 6, 1)
    )
    assert centres_held_by(boss.member.pk, TODAY) == {setting.a.pk, setting.a100.pk, setting.a200.pk}
    assert holders_of(setting.a100.pk, TODAY) == [setting.holder.member.pk]
    assert holders_of(setting.a.pk, TODAY) == [boss.member.pk]
    assert visible_centres(finance_officer.actor, TODAY) is None
    again = finance_officer.post(
        "/cleveland/finance/budget-holders/add/",
        {"cost_centre": "A", "member": boss.member.pk, "starts_on": "2026-12-01"},
    )
    assert again.status_code == 409 and "holds A District A already" in again.content.decode()
    at = reverse("finance:budget_holder", args=[held.reference])
    finance_officer.post(at, {"ends_before": "2026-10-01"})
    assert centres_held_by(boss.member.pk, TODAY) == set()


def test_controls_are_set_on_their_page(setting: Setting, finance_officer: Any) -> None:
    sent = {"cost_centre": "A", "account_group": "", "action": "warn", "tolerance_percent": "2.5"}
    finance_officer.post("/cleveland/finance/budget-controls/add/", sent)
    page = finance_officer.get("/cleveland/finance/budget-controls/").content.decode()
    assert "2.50" in page and "Warn" in page
    assert finance_officer.post("/cleveland/finance/budget-controls/add/", sent).status_code == 409


def test_a_copy_carries_the_virements_and_then_counts(
    setting: Setting, finance_officer: Any, finance_approver: Any
) -> None:
    moves = [Move("2010", "A100", -500), Move("2010", "A200", 500)]
    moved = work.propose_virement(
        actor=setting.holder.actor, financial_year="2026/27", reason="x", moves=moves, today=TODAY
    )
    work.agree_to_virement(actor=setting.second.actor, virement=moved, today=TODAY)
    at = reverse("finance:copy_budget", args=[setting.version.reference])
    sent = {"financial_year": "2026/27", "name": "Mid-year", "with_virements": "on"}
    finance_officer.post(at, sent)
    copied = BudgetVersion.objects.get(name="Mid-year")
    assert copied.lines.get(cost_centre__code="A200").total_pence == 600_500
    work.submit_budget(actor=finance_officer.actor, version=copied)
    approval = approval_of(Link("finance.budget", copied.pk))
    assert approval is not None
    approve(actor=finance_approver.actor, approval=approval)
    october = Period.objects.get(code="2026-10")
    (row,) = positions(viewer=finance_officer.actor, period=october, on=TODAY, nodes=[setting.a200.pk])
    assert (row.original_pence, row.revised_pence, row.virement_pence, row.budget_pence) == (
        600_000,
        500,
        0,
        600_500,
    )


def test_positions_are_one_statement_however_many_cost_centres(
    setting: Setting, finance_officer: Any, django_assert_num_queries: Any
) -> None:
    for nodes in ([setting.a200.pk], [setting.a.pk, setting.a100.pk, setting.a200.pk]):
        with django_assert_num_queries(1):
            positions(
                viewer=finance_officer.actor, period=setting.october, on=TODAY, nodes=nodes, by="account"
            )
