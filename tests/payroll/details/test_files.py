"""Files of pay details: what is loaded, what is refused by row and column, and that nothing changes then."""

from __future__ import annotations

from datetime import date

import pytest

from backoffice.imports.services import SameFile
from payroll.models import (
    AttachmentOrder,
    BankHoliday,
    Claim,
    ElementType,
    EmployerRate,
    NationalInsuranceDetails,
    OpeningBalance,
    PayElement,
    PayeSettings,
    PayPeriod,
    PensionMembership,
    StudentLoan,
    TaxDetails,
)
from tests.payroll import doors

TAX = ["Payroll number", "Tax code", "Basis", "From", "Last day"]
BALANCE = ["Payroll number", "Tax year", "Last tax month included", "Taxable pay", "Tax"]
CLAIM = ["Payroll number", "Pay element", "Pay month", "Day worked", "Hours", "Number", "Amount"]


def spans(model, **named):
    return list(model.objects.filter(**named).order_by("starts_on").values_list("starts_on", "ends_before"))


def test_a_code_in_a_file_ends_the_one_before_and_the_same_again_changes_nothing(load, staff):
    result = load("payroll.tax_details", TAX, [staff.number, "k100", "X", "01/11/2026", ""])
    assert result.counts == {"added": 0, "changed": 1, "unchanged": 0}
    assert spans(TaxDetails) == [(date(2020, 4, 1), date(2026, 11, 1)), (date(2026, 11, 1), None)]
    assert TaxDetails.objects.get(tax_code="K100").basis == "week1_month1"
    again = load("payroll.tax_details", TAX, [staff.number, "K100", "week 1 / month 1", "2026-11-01", ""])
    assert again.counts["unchanged"] == 1 and TaxDetails.objects.count() == 2


def test_the_same_file_twice_is_told(load, staff):
    row = [staff.number, "BR", "", "01/11/2026", ""]
    load("payroll.tax_details", TAX, row)
    with pytest.raises(SameFile):
        load("payroll.tax_details", TAX, row)


def test_a_history_in_one_file_follows_itself(load, pay):
    new = pay.person(tax_code="")
    load(
        "payroll.tax_details",
        TAX,
        [new.number, "1250L", "", "06/04/2024", ""],
        [new.number, "1257L", "", "06/04/2025", "05/04/2026"],
        [new.number, "1100L", "", "06/04/2026", ""],
    )
    assert spans(TaxDetails, employment=new) == [
        (date(2024, 4, 6), date(2025, 4, 6)),
        (date(2025, 4, 6), date(2026, 4, 6)),
        (date(2026, 4, 6), None),
    ]


def test_wrong_tax_codes_are_told_by_row_and_column_and_nothing_changes(wrong, pay):
    one, two, left = pay.person(), pay.person(), pay.person(ends_before=date(2026, 9, 1))
    told = wrong(
        "payroll.tax_details",
        TAX,
        [one.number, "1257", "", "01/11/2026", ""],
        ["999999", "1257L", "", "01/11/2026", ""],
        [one.number, "1257L", "sometimes", "31/11/2026", ""],
        [two.number, "BR", "", "01/11/2026", ""],
        [two.number, "D0", "", "01/11/2026", ""],
        [left.number, "BR", "", "01/11/2026", ""],
        [two.number, "BR", "", "01/12/2026", "30/11/2026"],
        ["", "BR", "", "01/11/2026", ""],
    )
    said = {(row, label): message for row, label, message in told}
    assert "1257 cannot exist" in said[2, "Tax code"]
    assert "No employment has payroll number 999999" in said[3, "Payroll number"]
    assert "not one of the choices" in said[4, "Basis"]
    assert said[4, "From"] == "31/11/2026 does not exist. Give a date such as 30/11/2026."
    assert "row 6 too" in said[5, "Payroll number"] and "row 5 too" in said[6, "Payroll number"]
    assert "ended on 31/08/2026" in said[7, "From"]
    assert "before the first day" in said[8, "Last day"]
    assert "Nothing is given" in said[9, "Payroll number"]
    assert TaxDetails.objects.count() == 3 and not TaxDetails.objects.exclude(ends_before=None).exists()


def test_rows_that_run_into_each_other_are_told(wrong, pay):
    new = pay.person(tax_code="")
    told = wrong(
        "payroll.tax_details",
        TAX,
        [new.number, "1257L", "", "06/04/2026", "31/10/2026"],
        [new.number, "BR", "", "01/10/2026", "31/12/2026"],
    )
    assert told == [(3, "From", "Row 2 runs into this one. Let one end before the other begins.")]


def test_a_row_that_runs_into_a_later_record_is_told(wrong, staff):
    TaxDetails.objects.update(ends_before=date(2026, 11, 1))
    TaxDetails.objects.create(employment=staff, tax_code="BR", starts_on=date(2026, 11, 1))
    told = wrong("payroll.tax_details", TAX, [staff.number, "D0", "", "01/10/2026", "30/11/2026"])
    assert told[0][:2] == (2, "Last day") and "1 November 2026" in told[0][2]


def test_category_letters_and_loans_and_pensions(load, wrong, staff, officer):
    letter = ["Payroll number", "Category letter", "From", "Last day"]
    assert wrong("payroll.national_insurance", letter, [staff.number, "Q", "01/11/2026", ""])[0][:2] == (
        2,
        "Category letter",
    )
    load("payroll.national_insurance", letter, [staff.number, "c", "01/11/2026", ""])
    assert NationalInsuranceDetails.objects.get(letter="C").starts_on == date(2026, 11, 1)
    loan = ["Payroll number", "Plan", "From", "Last day"]
    assert (
        "not a loan plan" in wrong("payroll.student_loans", loan, [staff.number, "3", "01/11/2026", ""])[0][2]
    )
    load(
        "payroll.student_loans",
        loan,
        [staff.number, "plan 2", "01/11/2026", ""],
        [staff.number, "PGL", "01/11/2026", "31/12/2026"],
    )
    assert sorted(StudentLoan.objects.values_list("plan", "ends_before"))[1] == (9, date(2027, 1, 1))
    pension = ["Payroll number", "Scheme", "Section", "From"]
    told = wrong(
        "payroll.pensions",
        pension,
        [staff.number, "Police 2015", "", "01/11/2026"],
        [officer.number, "Police 2015", "50/50", "01/11/2026"],
    )
    assert [(row, label) for row, label, _ in told] == [(2, "Scheme"), (3, "Section")]
    load("payroll.pensions", pension, [staff.number, "LGPS", "50/50", "01/11/2026"])
    assert PensionMembership.objects.filter(employment=staff).count() == 2


def test_figures_to_date_are_loaded_once_a_year_and_corrected(load, wrong, staff):
    load("payroll.opening_balances", BALANCE, [staff.number, "2026/27", "6", "£18,000.00", "2342.40"])
    load("payroll.opening_balances", BALANCE, [staff.number, "2026-2027", "6", "18000", "2342.60"])
    assert OpeningBalance.objects.get().tax_pence == 234_260
    told = wrong(
        "payroll.opening_balances",
        BALANCE,
        [staff.number, "2019-20", "6", "1", "0"],
        [staff.number, "2026-27", "13", "1", "0"],
        [staff.number, "2025-26", "6", "100", "200"],
        [staff.number, "2024-25", "6", "1.005", "0"],
    )
    assert [(row, label) for row, label, _ in told] == [
        (2, "Tax year"),
        (3, "Last tax month included"),
        (4, "Tax"),
        (5, "Tax year"),
        (5, "Taxable pay"),
    ]


def test_figures_to_date_do_not_count_a_month_that_was_paid_here(
    load, wrong, payroll_officer, payroll_approver, staff, pay
):
    doors.approved(payroll_officer, payroll_approver, pay.period)
    told = wrong("payroll.opening_balances", BALANCE, [staff.number, "2026-27", "7", "18000", "2000"])
    assert told[0][:2] == (2, "Last tax month included") and "tax month 6 at most" in told[0][2]
    load("payroll.opening_balances", BALANCE, [staff.number, "2026-27", "6", "18000", "2000"])
    claim = [staff.number, "BONUS", "10/2026", "", "", "", "50"]
    assert "October 2026 has been paid" in wrong("payroll.claims", CLAIM, claim)[0][2]


def test_regular_payments_and_claims(load, wrong, staff, officer):
    element = ["Payroll number", "Pay element", "Amount", "From"]
    told = wrong(
        "payroll.pay_elements",
        element,
        [staff.number, "NONE", "10", "01/10/2026"],
        [staff.number, "OT150", "10", "01/10/2026"],
        [staff.number, "SHIFT", "-10", "01/10/2026"],
    )
    assert [(row, label) for row, label, _ in told] == [(2, "Pay element"), (3, "Pay element"), (4, "Amount")]
    load(
        "payroll.pay_elements",
        element,
        [staff.number, "SHIFT", "185", "01/10/2026"],
        [staff.number, "UNION", "14.50", "01/10/2026"],
    )
    assert sorted(PayElement.objects.values_list("amount_pence", flat=True)) == [1450, 18500]
    rows = [
        [staff.number, "OT150", "10/2026", "03/10/2026", "3:45", "", ""],
        [staff.number, "MILEAGE", "October 2026", "", "", "", "22.05"],
        [officer.number, "UNSOC", "2026-10", "", "", "31", ""],
    ]
    assert load("payroll.claims", CLAIM, *rows).counts == {"added": 3, "unchanged": 0}
    more = [officer.number, "OT133", "01/10/2026", "04/10/2026", "2.5", "", ""]
    assert load("payroll.claims", CLAIM, *rows, more).counts == {"added": 1, "unchanged": 3}
    assert sorted(Claim.objects.values_list("quantity", "amount_pence")) == [
        (0, 2205),
        (31, 0),
        (150, 0),
        (225, 0),
    ]


def test_claims_that_cannot_be_are_told_by_row_and_column(wrong, staff):
    told = wrong(
        "payroll.claims",
        CLAIM,
        [staff.number, "OT133", "10/2026", "", "1:00", "", ""],
        [staff.number, "OT150", "10/2026", "", "1:75", "", ""],
        [staff.number, "OT150", "13/2026", "", "1:00", "", ""],
        [staff.number, "OT150", "03/2027", "", "1:00", "", ""],
        [staff.number, "OT150", "10/2026", "01/01/2019", "1:00", "", ""],
        [staff.number, "OT200", "10/2026", "", "1:00", "", ""],
        [staff.number, "OT200", "10/2026", "", "1:00", "", ""],
        [staff.number, "BONUS", "10/2026", "", "1:00", "", "20"],
    )
    assert [(row, label) for row, label, _ in told] == [
        (2, "Pay element"),
        (3, "Hours"),
        (4, "Pay month"),
        (5, "Pay month"),
        (6, "Day worked"),
        (8, ""),
        (9, "Amount"),
    ]
    assert not Claim.objects.exists()


def test_orders_are_corrected_by_their_reference(load, wrong, staff):
    head = [
        "Payroll number",
        "Kind",
        "Creditor's reference",
        "Date of the order",
        "Rate",
        "Amount of the order",
        "From",
    ]
    load(
        "payroll.attachment_orders",
        head,
        [staff.number, "DEA", "d-1", "01/09/2026", "higher", "", "01/10/2026"],
    )
    load(
        "payroll.attachment_orders",
        head,
        [staff.number, "DEA", "D-1", "01/09/2026", "standard", "90", "01/10/2026"],
    )
    assert AttachmentOrder.objects.get().total_pence == 9000
    told = wrong(
        "payroll.attachment_orders",
        head,
        [staff.number, "council tax", "c-1", "01/11/2026", "higher", "0", "01/10/2026"],
    )
    assert [(row, label) for row, label, _ in told] == [(2, "Amount of the order"), (2, "Rate"), (2, "From")]


def test_settings_from_files(load, wrong, pay):
    calendar = ["From", "Last day", "Pay day"]
    told = wrong(
        "payroll.calendar",
        calendar,
        ["01/11/2026", "30/11/2026", "28/11/2026"],
        ["01/12/2026", "31/12/2026", "24/12/2026"],
        ["15/12/2026", "14/01/2027", "15/01/2027"],
    )
    assert [(row, label) for row, label, _ in told] == [(2, "Pay day"), (4, "From")]
    load("payroll.bank_holidays", ["Day", "Name"], ["25/12/2026", "Christmas Day"])
    assert (
        "bank holiday"
        in wrong("payroll.calendar", calendar, ["01/12/2026", "31/12/2026", "25/12/2026"])[0][2]
    )
    assert "Saturday" in wrong("payroll.bank_holidays", ["Day", "Name"], ["26/12/2026", "Boxing Day"])[0][2]
    load("payroll.calendar", calendar, ["01/11/2026", "30/11/2026", "27/11/2026"])
    assert (PayPeriod.objects.get(number=8).tax_year, BankHoliday.objects.count()) == ("2026-27", 1)
    rate = ["Scheme", "Rate", "From", "Document that sets it"]
    assert wrong("payroll.employer_rates", rate, ["LGPS", "1820", "01/04/2026", "x"])[0][:2] == (2, "Rate")
    load("payroll.employer_rates", rate, ["LGPS", "19.5 %", "01/11/2026", "Certificate"])
    assert EmployerRate.objects.get(scheme=2, ends_before=None).rate_millionths == 195_000
    element = ["Code", "Name", "Kind", "Taxed", "Account for officers"]
    assert wrong("payroll.element_types", element, ["gym", "Gym", "deduction", "yes", "8534"])[0][:2] == (
        2,
        "Kind",
    )
    load("payroll.element_types", element, ["gym", "Gym", "deduction", "", "8534"])
    gym = ElementType.objects.get(code="GYM")
    assert not gym.is_taxable and not gym.is_niable


def test_employer_settings_from_a_file(load, wrong, pay):
    head = ["From", "Employer", "HMRC office number", "PAYE reference", "Bacs user number", "Sort code"]
    head += ["Account number", "Account name"]
    row = ["01/11/2026", "Cleveland", "120", "zz1", "12345", "00-00-99", "00000001", "CLEVELAND"]
    assert wrong("payroll.employer", head, row)[0][:2] == (2, "Bacs user number")
    row[4] = "123456"
    load("payroll.employer", head, row)
    assert (
        PayeSettings.objects.count() == 2
        and PayeSettings.objects.get(ends_before=None).bank_sort_code == "000099"
    )


def test_a_clerk_loads_details_but_no_settings(clerk, tmp_path, pay):
    from backoffice.errors import NotAllowed
    from backoffice.imports.services import load_file

    path = tmp_path / "holidays.csv"
    path.write_text("Day,Name\n25/12/2026,Christmas Day\n")
    with pytest.raises(NotAllowed):
        load_file(actor=clerk.actor, kind="payroll.bank_holidays", path=path)


def test_every_template_and_its_columns_open_from_the_pages(payroll_officer, cleveland):
    from payroll.imports import ALL

    for spec in ALL:
        assert payroll_officer.get(f"/cleveland/imports/{spec.kind}/").status_code == 200, spec.kind
        assert payroll_officer.get(f"/cleveland/imports/{spec.kind}/template.csv").status_code == 200, (
            spec.kind
        )


def test_the_history_of_a_loaded_record_names_the_loader(load, payroll_officer, staff):
    load("payroll.tax_details", TAX, [staff.number, "BR", "", "01/11/2026", ""])
    page = payroll_officer.get(
        f"/cleveland/payroll/details/people/{staff.reference}/history"
    ).content.decode()
    assert "BR" in page and "Petra Lund" in page
