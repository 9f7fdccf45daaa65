"""The demonstration's own files go in whole, and what was paid to date carries the tax of October on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import hr.demo
import payroll.demo
from backoffice.imports.services import ImportHasProblems, load_file
from finance.services import load_chart
from hr.models import Employment
from payroll.models import (
    AttachmentOrder,
    Claim,
    NationalInsuranceDetails,
    PayPeriod,
    TaxDetails,
)
from payroll.rules.law import law_for
from payroll.rules.paye import CUMULATIVE, paye
from payroll.rules.periods import MONTHLY


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("demo")
    hr.demo.write_files("durham", found)
    payroll.demo.write_files("durham", found)
    return found


def test_the_files_are_the_same_each_time(folder, tmp_path):
    hr.demo.write_files("durham", tmp_path)
    payroll.demo.write_files("durham", tmp_path)
    for path in sorted(folder.rglob("*.csv")):
        assert path.read_bytes() == (tmp_path / path.relative_to(folder)).read_bytes(), path.name


@pytest.fixture
def officer(folder: Path, as_member, cleveland: str):
    """Who loads every file, with the ledger's codes in place."""
    who = as_member("payroll_officer", "hr_officer", "finance_officer")
    load_chart(actor=who.actor)
    load_file(actor=who.actor, kind="finance.cost_centres", path=folder / "cost_centres.csv")
    return who


def test_every_file_goes_in_and_the_next_months_after_it(folder, officer):
    loader = officer.actor
    files = {kind: folder / name for kind, name in hr.demo.FILES.items()}
    files |= {kind: folder / name for kind, name in payroll.demo.FILES.items()}
    for kind, path in files.items():
        result = load_file(actor=loader, kind=kind, path=path)
        assert result.counts["added"] and not result.problems, kind
    people = Employment.objects.count()
    assert people == len(hr.demo.workforce("durham")) == TaxDetails.objects.count()
    assert NationalInsuranceDetails.objects.values("employment").distinct().count() == people
    assert PayPeriod.objects.get(number=7).pay_on.isoformat() == "2026-10-30"
    assert PayPeriod.objects.get(number=8).pay_on.isoformat() == "2026-11-27"
    assert AttachmentOrder.objects.count() == 2 and Claim.objects.exists()
    for kind in ("hr.people", "hr.assignments", "hr.bank_accounts"):
        load_file(actor=loader, kind=kind, path=folder / "november" / hr.demo.FILES[kind])
    with pytest.raises(ImportHasProblems) as refused:
        load_file(
            actor=loader, kind="payroll.tax_details", path=folder / "november/tax_codes_with_errors.csv"
        )
    assert [(each.row, each.label) for each in refused.value.problems] == [
        (2, "Tax code"),
        (3, "From"),
        (4, "Payroll number"),
        (5, "Basis"),
        (6, "Payroll number"),
        (len(_lines(folder / "november/tax_codes_with_errors.csv")), "Payroll number"),
    ]
    assert TaxDetails.objects.count() == people
    for kind, path in payroll.demo.november_files(folder).items():
        load_file(actor=loader, kind=kind, path=path)


def test_figures_to_date_of_an_unchanged_code_are_what_the_year_so_far_owes():
    """After month 6 on one cumulative code, tax to date is that of all pay to date in one go."""
    law, looked_at = law_for("2026-27"), 0
    for each in payroll.demo.details("durham"):
        paid = each.to_date
        if paid is None or each.basis != CUMULATIVE or each.tax_code[0] in "KDB0" or not paid.months:
            continue
        tax = paye(
            tax_code=each.tax_code,
            basis=CUMULATIVE,
            frequency=MONTHLY,
            period=6,
            pay=paid.taxable + each.previous_pay,
            law=law,
        )
        assert tax == paid.tax + each.previous_tax, each.one.number
        looked_at += 1
    assert looked_at > 30


def test_nothing_in_the_files_could_be_anybodys(folder):
    assert "INVENTED" in (folder / "attachment_orders.csv").read_text()
    assert all(hr.demo.MARK in line for line in _lines(folder / "tax_codes.csv")[1:])
    assert ",000,ZZ" in (folder / "employer.csv").read_text()


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_octobers_tax_follows_from_the_figures_to_date(folder, officer):
    """Month 7 of a cumulative code leaves everybody with the tax of the year's pay so far."""
    from payroll.models import PayRun, Payslip
    from payroll.services.start_run import start_run
    from tests.payroll import doors

    for kind, path in {**hr.demo.FILES, **payroll.demo.FILES}.items():
        load_file(actor=officer.actor, kind=kind, path=folder / path)
    run = start_run(actor=officer.actor, period=PayPeriod.objects.get(number=7), today=doors.TODAY)
    run = doors.calculate(officer, PayRun.objects.get(pk=run.pk))
    law, looked_at = law_for("2026-27"), 0
    known = {each.one.number: each for each in payroll.demo.details("durham")}
    numbers = dict(Employment.objects.values_list("pk", "number"))
    for slip in Payslip.objects.filter(run_id=run.pk):
        each = known[numbers[slip.employment_id]]
        if each.basis != CUMULATIVE or each.tax_code[0] in "KDB0" or each.to_date is None:
            continue
        pay = each.to_date.taxable + each.previous_pay + slip.taxable_pence
        tax = paye(tax_code=each.tax_code, basis=CUMULATIVE, frequency=MONTHLY, period=7, pay=pay, law=law)
        assert slip.tax_pence == tax - each.to_date.tax - each.previous_tax, each.one.number
        # a month's tax like the months before: nobody is taxed as if the year began in October
        if each.one.ends_before is None and each.one.starts_on < date(2026, 4, 1):
            assert abs(slip.tax_pence - each.to_date.months[-1]) < max(60_000, each.to_date.months[-1] // 2)
        looked_at += 1
    assert looked_at > 50
