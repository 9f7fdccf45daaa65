"""Cases computed elsewhere, and rows that HMRC and others have published, come out to the penny."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from payroll.rules.check import VECTORS, BadCase, main, run_case, run_file
from tests.payroll.rules.places import PUBLISHED, ROOT


def failures(path: Path) -> list[str]:
    return [
        f"{case.id} {case.kind}: {case.differences or case.reason}"
        for case in run_file(path)
        if not case.passed
    ]


def test_every_computed_case_comes_out_exactly():
    assert failures(VECTORS) == []
    assert len(run_file(VECTORS)) == 84


def test_every_published_row_comes_out_exactly():
    if not PUBLISHED.is_file():
        pytest.skip(f"the published rows are not here: {PUBLISHED} (set REFERENCE_DIR)")
    assert failures(PUBLISHED) == []


def test_the_command_counts_and_its_status_says_whether_all_passed(tmp_path):
    run = [sys.executable, "-m", "payroll.rules.check"]
    good = subprocess.run([*run, str(VECTORS)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert good.returncode == 0
    assert good.stdout.splitlines()[-1] == "84 passed, 0 failed"

    cases = json.loads(VECTORS.read_text())["cases"][:3]
    cases[1]["expected"]["tax"] = "1.00"
    bad_file = tmp_path / "cases.json"
    bad_file.write_text(json.dumps({"cases": cases}))
    bad = subprocess.run([*run, str(bad_file)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert bad.returncode == 1
    assert bad.stdout.splitlines() == [
        "dev-002 (paye 2025-26): tax expected 1.00, found 7540.00",
        "2 passed, 1 failed",
    ]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kind": "astrology"}, "unknown kind"),
        ({"tax_year": "1999-00"}, "no law for the tax year"),
        ({"tax_year": "../law/2026-27"}, "no law for the tax year"),
        ({"expected": {}}, "lacks input or expected"),
        ({"expected": None}, "lacks input or expected"),
        ({"input": []}, "lacks input or expected"),
        ({"input": {"tax_code": "1257L"}}, "input lacks"),
    ],
)
def test_a_case_that_cannot_be_run_fails_with_its_reason(change, reason):
    case = json.loads(VECTORS.read_text())["cases"][0] | change
    result = run_case(case)
    assert not result.passed
    assert reason in result.reason


@pytest.mark.parametrize("value", [None, [], {}, "x", "1.234", -3, 10**40, True])
def test_no_odd_value_stops_the_run(value):
    for case in json.loads(VECTORS.read_text())["cases"]:
        for name in case["input"]:
            run_case({**case, "input": {**case["input"], name: value}})
    run_case(value)


def test_an_expected_figure_that_is_not_worked_out_is_a_difference():
    case = json.loads(VECTORS.read_text())["cases"][0]
    result = run_case({**case, "expected": {"horoscope": "1.00"}})
    assert result.differences == (("horoscope", "1.00", "not worked out"),)


def test_a_file_of_another_form_is_refused(tmp_path, capsys):
    other = tmp_path / "other.json"
    other.write_text('{"rows": []}')
    with pytest.raises(BadCase, match="no list of cases"):
        run_file(other)
    assert main([str(tmp_path / "absent.json")]) == 2
    assert "cannot be read" in capsys.readouterr().err
