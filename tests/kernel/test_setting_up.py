"""What a new authority has to do first stands on the home page until it is done."""

from __future__ import annotations

from typing import Any

import pytest

from backoffice.tenancy.models import Member
from backoffice.work import setting_up
from backoffice.work.setting_up import STEPS, SetupStep, steps_left


def test_an_administrator_sees_every_step_in_order_and_whom_each_waits_for(administrator: Any) -> None:
    left = steps_left(viewer=administrator.actor, functions=("hr", "finance", "payroll"))
    assert [task.label for task in left] == [
        "Invite those who work here", "Load the chart of accounts", "Load the cost centres",
        "Open the periods of the year", "Load the opening balances", "Load units and posts", "Load the pay scales",
        "Load people",
        "Enter the employer's settings", "Plan the pay calendar", "Load pay details", "Do the first pay run",
        "Load the suppliers", "Begin the bank account", "Say who approves how much",
        "Have the year's budget approved", "Set the checklist of a close",
    ]  # fmt: skip
    assert (
        left[0].url == "/cleveland/members/"
        and left[1].url == ""
        and "Somebody with the role" in left[1].hint
    )
    page = administrator.get("/cleveland/").content.decode()
    assert "Setting up" in page and "Do the first pay run" in page


def test_others_see_their_own_steps_and_only_of_functions_taken(finance_officer: Any, employee: Any) -> None:
    left = steps_left(viewer=finance_officer.actor, functions=("finance",))
    assert {task.url for task in left} == {
        "/cleveland/finance/accounts/", "/cleveland/finance/cost-centres/", "/cleveland/finance/periods/",
        "/cleveland/imports/finance.opening_balances/", "/cleveland/finance/suppliers/", "/cleveland/finance/bank/",
        "/cleveland/finance/approval-limits/", "/cleveland/finance/budgets/", "/cleveland/finance/close-tasks/",
    }  # fmt: skip
    assert steps_left(viewer=finance_officer.actor, functions=("hr",)) == []
    assert "Setting up" not in employee.get("/cleveland/").content.decode()


def test_a_step_done_is_marked_and_the_list_goes_when_all_are(
    finance_officer: Any, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from finance.services import load_chart

    load_chart(actor=finance_officer.actor)
    with django_assert_num_queries(1):
        left = steps_left(viewer=finance_officer.actor, functions=("finance",))
    assert [task.status for task in left] == ["Done"] + ["To do"] * 8
    done = SetupStep("test.done", "Done", "finance", 1, "finance.view", "finance:home", Member.objects.all)
    monkeypatch.setattr(setting_up, "STEPS", {"finance.chart": STEPS["finance.chart"], "test.done": done})
    assert steps_left(viewer=finance_officer.actor, functions=("finance",)) == []
