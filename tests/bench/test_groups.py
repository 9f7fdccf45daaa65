"""Every figure that has to be reached has a group that measures it."""

import ast
from pathlib import Path

import pytest

from bench import __main__ as command
from bench import authorities
from bench.groups import GROUPS
from bench.stages import STAGES

TARGETS = {
    "payrun.ratio_to_copy": 10,
    "payrun.rss_growth_mb": 60,
    "payslip.pdf_ms": 12,
    "payslip.pdf_rss_growth_mb": 20,
    "onboarding.schema_seconds": 1,
    "onboarding.authority_seconds": 60,
    "list.queries": 12,
    "list.ratio_to_plain": 4,
    "list.growth_100x": 1.3,
    "tb.ratio_to_aggregate": 1,
    "tb.growth_10x_history": 1.2,
    "posting.bulk_ratio_to_copy": 8,
    "posting.single_ratio_to_insert": 4,
    "export.csv_ratio_to_copy": 1.5,
    "export.xlsx_rss_mb": 200,
    "match.queries_per_1000": 12,
}
TOLD = {
    "payrun.seconds_2640",
    "payrun.payslips_per_second",
    "tb.entry_time_seconds",
    "posting.journals_per_second",
    "export.xlsx_rows_per_second",
    "match.invoices_per_second",
}


def test_every_target_is_a_group_s() -> None:
    assert {key: value for group in GROUPS.values() for key, value in group.targets.items()} == TARGETS


def test_every_key_is_measured_by_the_group_it_is_named_after() -> None:
    files = {
        "payrun": "payrun",
        "payslip": "payslip",
        "onboarding": "onboarding",
        "list": "lists",
        "tb": "trial_balance",
        "posting": "posting",
        "export": "exporting",
        "match": "match",
    }
    for key in [*TARGETS, *TOLD]:
        source = (Path(authorities.__file__).parent / f"{files[key.split('.')[0]]}.py").read_text()
        assert key in {node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)}


def test_groups_run_in_the_order_the_command_tells() -> None:
    assert set(command.GROUPS) == set(GROUPS)


def test_a_group_that_does_not_exist_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["payrol"]) == 1
    assert "There is no group payrol" in capsys.readouterr().out


def test_the_stages_of_a_pay_run_are_still_where_the_clock_looks() -> None:
    for name, owner, attribute in STAGES:
        assert callable(getattr(owner, attribute)), name
