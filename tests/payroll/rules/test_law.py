"""The law as data: every value with its source, dated, overridable, and no number in the code."""

from datetime import date

import pytest

from payroll.rules import law as law_module
from payroll.rules.errors import LawError, UnknownTaxYear
from payroll.rules.explain import explain
from payroll.rules.law import LAW_DIR, Override, law_for, police_determinations, tax_years
from payroll.rules.pay_items import entered
from payroll.rules.payslip import PayInputs, calculate


def test_both_years_are_held_and_each_value_names_its_document():
    assert tax_years() == ("2025-26", "2026-27")
    for year in tax_years():
        law = law_for(year)
        assert law.leaf("income_tax.payment_limit").source.startswith("HMRC")
        assert all(leaf.source and isinstance(leaf.verified, bool) for leaf in law.leaves.values())


def test_a_year_without_law_is_refused_and_names_those_that_are_held():
    with pytest.raises(UnknownTaxYear, match="2025-26, 2026-27"):
        law_for("2031-32")


def test_a_path_that_does_not_exist_is_refused():
    with pytest.raises(LawError, match="no value income_tax.horoscope"):
        law_for("2026-27").leaf("income_tax.horoscope")


def test_what_is_not_confirmed_is_listed():
    paths = {leaf.path for leaf in law_for("2026-27").unconfirmed()}
    assert "police_pension_2015.tiers" in paths
    assert "police_pension_2015.employer_rate" in paths
    assert "income_tax.payment_limit" not in paths


def test_the_same_law_is_loaded_once():
    assert law_for("2026-27", date(2026, 5, 1)) is law_for("2026-27", date(2027, 3, 1))
    assert law_for("2026-27").version.startswith("2026-27/")


def test_an_authority_overrides_a_value_from_a_day_on_with_its_name_beside_it():
    override = Override(
        "police_pension_2015.tiers",
        "[{up_to: 30000, rate: '0.12'}, {up_to: null, rate: '0.14'}]",
        "Home Office letter of 1 June 2026",
        date(2026, 7, 1),
        "A. Officer",
    )
    before = law_for("2026-27", date(2026, 6, 30), (override,))
    after = law_for("2026-27", date(2026, 7, 1), (override,))
    assert before.police_pension.tiers == law_for("2026-27").police_pension.tiers
    assert after.police_pension.tiers[-1][1] == 140_000
    assert "police_pension_2015.tiers" not in {leaf.path for leaf in after.unconfirmed()}
    assert after.version != law_for("2026-27").version

    inputs = PayInputs(
        "2026-27",
        "monthly",
        7,
        date(2026, 10, 23),
        (entered("salary", 4000_00),),
        "1257L",
        pension="police_2015",
        annual_pensionable_pence=48_000_00,
    )
    line = next(line for line in calculate(inputs, after).lines if line.element == "pension_police_2015")
    assert line.amount_pence == -560_00
    told = explain(line, after)
    assert told.amount_pence == -560_00
    assert told.parameters[0].source == "Home Office letter of 1 June 2026"
    assert told.parameters[0].note == "Set by A. Officer."


def test_a_value_may_change_inside_the_year(tmp_path, monkeypatch):
    text = (LAW_DIR / "2026-27.yaml").read_text()
    one = "  flat_rate: {value: '123.25', source: ssp, verified: true}"
    assert one in text
    two = (
        "  flat_rate:\n"
        "    - {value: '123.25', source: ssp, verified: true, starts_on: '2026-04-06', ends_before: '2026-10-01'}\n"
        "    - {value: '130.00', source: ssp, verified: true, starts_on: '2026-10-01'}"
    )
    (tmp_path / "2026-27.yaml").write_text(text.replace(one, two))
    monkeypatch.setattr(law_module, "LAW_DIR", tmp_path)
    assert law_for("2026-27").sick_pay.flat_rate == 123_25
    assert law_for("2026-27", date(2026, 9, 30)).sick_pay.flat_rate == 123_25
    assert law_for("2026-27", date(2026, 10, 1)).sick_pay.flat_rate == 130_00
    overlapping = two.replace("ends_before: '2026-10-01'", "ends_before: '2026-10-02'")
    (tmp_path / "2025-26.yaml").write_text(text.replace(one, overlapping))
    with pytest.raises(LawError, match="same day"):
        law_for("2025-26")


def test_police_determinations_are_dated():
    assert police_determinations(date(2026, 1, 1))["officer.on_call"].value == 35
    assert police_determinations(date(2025, 1, 1))["officer.on_call"].value == 25


def test_the_thresholds_of_each_year_are_those_published():
    old, new = (law_for(year).national_insurance.thresholds["monthly"] for year in tax_years())
    assert (old.lower_earnings_limit, new.lower_earnings_limit) == (542_00, 559_00)
    assert law_for("2025-26").paye.bands[2][0] == (2827_00, 190_000)
    assert law_for("2026-27").paye.bands[2][0] == (3967_00, 190_000)
