"""Pages of pay details, settings and legislation: who sees them, what they say, how they refuse."""

from __future__ import annotations

from datetime import date

import pytest

from payroll.models import (
    AttachmentOrder,
    BankHoliday,
    Claim,
    ElementType,
    EmployerRate,
    LawOverride,
    NationalInsuranceDetails,
    OpeningBalance,
    PayElement,
    PayeSettings,
    PayPeriod,
    PensionMembership,
    StudentLoan,
    TaxDetails,
)
from payroll.views.details import KINDS

ROOT = "/cleveland/payroll"


def spans(model, **named):
    return list(model.objects.filter(**named).order_by("starts_on").values_list("starts_on", "ends_before"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_list_opens_filters_and_exports(kind, payroll_officer, staff):
    page = payroll_officer.get(f"{ROOT}/details/{kind}/?q={staff.number}")
    assert page.status_code == 200
    export = payroll_officer.get(f"{ROOT}/details/{kind}/?format=csv")
    assert export.status_code == 200 and b"Payroll number" in b"".join(export.streaming_content)


@pytest.mark.parametrize(
    "path",
    [
        "details/",
        "settings/",
        "settings/employer/",
        "settings/employer/change",
        "settings/calendar/",
        "settings/calendar/plan",
        "settings/bank-holidays/",
        "settings/bank-holidays/add",
        "settings/pension-rates/",
        "settings/pension-rates/set",
        "settings/elements/",
        "settings/elements/add",
        "legislation/",
        "legislation/2025-26/",
        "legislation/?unconfirmed",
    ],
)
def test_pages_open_for_who_may_and_for_nobody_else(
    path, payroll_officer, auditor, employee, outsider, staff
):
    assert payroll_officer.get(f"{ROOT}/{path}").status_code == 200
    changes = path.endswith(("change", "plan", "add", "set"))
    assert auditor.get(f"{ROOT}/{path}").status_code == (403 if changes else 200)
    assert employee.get(f"{ROOT}/{path}").status_code == 403
    assert outsider.get(f"{ROOT}/{path}").status_code == 404


def test_a_person_shows_what_is_in_force_before_and_to_come(payroll_officer, staff):
    TaxDetails.objects.filter(employment=staff).update(ends_before=date(2026, 11, 1))
    TaxDetails.objects.create(employment=staff, tax_code="BR", starts_on=date(2026, 11, 1))
    page = payroll_officer.get(f"{ROOT}/details/people/{staff.reference}/")
    text = page.content.decode()
    assert "1257L" in text and "In force" in text and "To come" in text and "Change tax code" in text


def test_a_person_without_code_or_category_is_pointed_out(payroll_officer, pay):
    bare = pay.person(tax_code="", ni_letter="")
    text = payroll_officer.get(f"{ROOT}/details/people/{bare.reference}/").content.decode()
    assert "no tax code in force" in text and "no National Insurance category in force" in text
    listed = payroll_officer.get(f"{ROOT}/details/?no_tax_code=on").content.decode()
    assert bare.number in listed


def test_a_new_tax_code_ends_the_one_before_and_the_history_says_why(payroll_officer, staff):
    url = f"{ROOT}/details/people/{staff.reference}/tax-codes/set"
    assert "1257L" in payroll_officer.get(url).content.decode()
    answer = payroll_officer.post(
        url,
        {
            "tax_code": "k 475",
            "basis": "week1_month1",
            "notice": "P6",
            "starts_on": "2026-11-01",
            "reason": "Notice",
        },
    )
    assert answer.status_code == 302
    assert spans(TaxDetails, employment=staff) == [
        (date(2020, 4, 1), date(2026, 11, 1)),
        (date(2026, 11, 1), None),
    ]
    assert TaxDetails.objects.get(tax_code="K475").basis == "week1_month1"
    history = payroll_officer.get(f"{ROOT}/details/people/{staff.reference}/history").content.decode()
    assert "Notice" in history and "K475" in history and "Petra Lund" in history


def test_a_tax_code_that_cannot_exist_is_refused_at_its_box(payroll_officer, staff):
    url = f"{ROOT}/details/people/{staff.reference}/tax-codes/set"
    page = payroll_officer.post(url, {"tax_code": "1257", "basis": "cumulative", "starts_on": "2026-11-01"})
    assert page.status_code == 422 and page.refusal.code == "no_such_code"
    assert "1257L" in page.refusal.message and TaxDetails.objects.count() == 1
    page = payroll_officer.post(
        url, {"tax_code": "1257L M1", "basis": "cumulative", "starts_on": "2026-11-01"}
    )
    assert "apart from it" in page.refusal.message
    page = payroll_officer.post(url, {"tax_code": "BR"})
    assert (
        "Choose the basis" in page.content.decode() and "This field is required" not in page.content.decode()
    )


def test_a_code_on_the_first_day_of_the_one_in_force_corrects_it(payroll_officer, staff):
    url = f"{ROOT}/details/people/{staff.reference}/tax-codes/set"
    payroll_officer.post(url, {"tax_code": "1100L", "basis": "cumulative", "starts_on": "2020-04-01"})
    assert list(TaxDetails.objects.values_list("tax_code", flat=True)) == ["1100L"]


def test_each_kind_of_detail_is_set_through_its_form(payroll_officer, staff):
    def post(slug, **data):
        answer = payroll_officer.post(f"{ROOT}/details/people/{staff.reference}/{slug}/set", data)
        assert answer.status_code == 302, slug

    post("ni-categories", letter="C", starts_on="2026-10-01")
    post("student-loans", plan="2", starts_on="2026-10-01")
    post("student-loans", plan="9", starts_on="2026-10-01")
    post("pensions", scheme="lgps", section="50_50", starts_on="2026-10-01")
    shift = ElementType.objects.get(code="SHIFT")
    post("regular-payments", element=shift.pk, amount_pence="185.00", starts_on="2026-10-01")
    overtime = ElementType.objects.get(code="OT150")
    period = PayPeriod.objects.get(number=7)
    post("claims", element=overtime.pk, period=period.pk, worked_on="2026-10-03", minutes="3:45")
    post(
        "attachment-orders",
        kind="council_tax",
        order_number="lo-1",
        issued_on="2026-09-01",
        nation="england",
        rate="standard",
        total_pence="450",
        starts_on="2026-10-01",
    )
    post(
        "figures-to-date", tax_year="2026-27", through_period="6", taxable_pence="18,000", tax_pence="2342.40"
    )
    assert spans(NationalInsuranceDetails) == [
        (date(2020, 4, 1), date(2026, 10, 1)),
        (date(2026, 10, 1), None),
    ]
    assert sorted(StudentLoan.objects.values_list("plan", flat=True)) == [2, 9]
    assert PensionMembership.objects.get(section="50_50").starts_on == date(2026, 10, 1)
    assert PayElement.objects.get().amount_pence == 18_500
    assert Claim.objects.get().quantity == 225
    assert AttachmentOrder.objects.get().order_number == "LO-1"
    balance = OpeningBalance.objects.get()
    assert (balance.through_period, balance.taxable_pence, balance.tax_pence) == (6, 1_800_000, 234_240)


@pytest.mark.parametrize(
    ("kind", "data", "code"),
    [
        ("pensions", {"scheme": "police_2015", "section": "main", "starts_on": "2026-10-01"}, "wrong_scheme"),
        (
            "figures-to-date",
            {"tax_year": "2026-27", "through_period": "6", "taxable_pence": "100", "tax_pence": "200"},
            "more_tax_than_pay",
        ),
        (
            "attachment-orders",
            {
                "kind": "council_tax",
                "order_number": "X",
                "issued_on": "2026-10-02",
                "nation": "england",
                "rate": "standard",
                "starts_on": "2026-10-01",
            },
            "before_the_order",
        ),
    ],
)
def test_details_that_cannot_be_are_refused(kind, data, code, payroll_officer, staff):
    page = payroll_officer.post(f"{ROOT}/details/people/{staff.reference}/{kind}/set", data)
    assert page.status_code == 422 and page.refusal.code == code and page.refusal.next_step


def test_a_claim_is_given_by_what_its_element_is_worked_out_from(payroll_officer, staff):
    url = f"{ROOT}/details/people/{staff.reference}/claims/set"
    period = PayPeriod.objects.get(number=7).pk

    def refusal(code, **data):
        page = payroll_officer.post(
            url, {"element": ElementType.objects.get(code=code).pk, "period": period, **data}
        )
        assert page.status_code == 422
        return page.refusal.message

    assert "claimed by its hours" in refusal("OT150")
    assert "claimed by its hours" in refusal("OT150", units="3")
    assert "for police officers" in refusal("UNSOC", units="3")
    assert "claimed by its amount" in refusal("BONUS", minutes="3:00")
    assert "More than one" in refusal("OT150", minutes="3:00", amount_pence="20")
    assert "outside the employment" in refusal("OT150", minutes="3:00", worked_on="2026-11-03")
    assert not Claim.objects.exists()


def test_a_loan_ends_on_a_day_and_a_mistake_is_taken_back(payroll_officer, staff):
    loan = StudentLoan.objects.create(employment=staff, plan=2, starts_on=date(2026, 4, 6))
    end = f"{ROOT}/details/student-loans/{loan.reference}/end"
    page = payroll_officer.post(end, {"last_day": "2026-04-01", "reason": "Stop notice"})
    assert page.refusal.code == "ends_before_start"
    assert payroll_officer.post(end, {"last_day": "2026-10-31", "reason": ""}).status_code == 422
    assert payroll_officer.post(end, {"last_day": "2026-10-31", "reason": "Stop notice"}).status_code == 302
    assert StudentLoan.objects.get().ends_before == date(2026, 11, 1)
    remove = f"{ROOT}/details/student-loans/{loan.reference}/remove"
    assert payroll_officer.get(remove).status_code == 200
    assert payroll_officer.post(remove, {"reason": "Another person's"}).status_code == 302
    assert not StudentLoan.objects.exists()
    history = payroll_officer.get(f"{ROOT}/details/people/{staff.reference}/history").content.decode()
    assert "Removed" in history and "Another person&#x27;s" in history


def test_a_clerk_may_change_details_but_no_settings_and_an_auditor_neither(clerk, auditor, staff):
    url = f"{ROOT}/details/people/{staff.reference}/tax-codes/set"
    data = {"tax_code": "BR", "basis": "cumulative", "starts_on": "2026-11-01"}
    assert auditor.post(url, data).status_code == 403
    assert clerk.post(url, data).status_code == 302
    assert clerk.get(f"{ROOT}/settings/employer/change").status_code == 403
    assert clerk.get(f"{ROOT}/settings/").status_code == 200


# --- settings

EMPLOYER = {
    "starts_on": "2026-11-01",
    "employer_name": "Cleveland Police Authority",
    "paye_office": "120",
    "paye_reference": "zz1",
    "bacs_user_number": "12-34-56",
    "bank_sort_code": "00-00-99",
    "bank_account_number": "00000001",
    "bank_account_name": "CLEVELAND",
    "change_warning_percent": "25",
    "part_month_rule": "calendar_days",
    "staff_week": "36.25",
    "reason": "New bank",
}


def test_employer_settings_change_from_a_day_and_keep_their_history(payroll_officer, pay):
    url = f"{ROOT}/settings/employer/change"
    assert payroll_officer.post(url, {**EMPLOYER, "bank_sort_code": "12345"}).status_code == 422
    assert payroll_officer.post(url, EMPLOYER).status_code == 302
    assert spans(PayeSettings) == [(date(2020, 4, 1), date(2026, 11, 1)), (date(2026, 11, 1), None)]
    new = PayeSettings.objects.get(starts_on=date(2026, 11, 1))
    assert (new.paye_reference, new.bacs_user_number, new.staff_week_hundredths) == ("ZZ1", "123456", 3625)
    text = payroll_officer.get(f"{ROOT}/settings/employer/").content.decode()
    assert "New bank" in text and "Earlier and later" in text


def test_a_year_of_pay_days_is_planned_around_weekends_and_bank_holidays(payroll_officer, pay):
    BankHoliday.objects.create(day=date(2026, 12, 28), name="Boxing Day, substitute day")
    answer = payroll_officer.post(f"{ROOT}/settings/calendar/plan", {"tax_year": "2026-27", "day": "28"})
    assert answer.status_code == 302
    days = dict(PayPeriod.objects.filter(tax_year="2026-27").values_list("number", "pay_on"))
    assert len(days) == 12
    assert days[8] == date(2026, 11, 27) and days[9] == date(2026, 12, 25)
    page = payroll_officer.post(f"{ROOT}/settings/calendar/plan", {"tax_year": "2025-26", "day": "3"})
    assert page.refusal.code == "not_a_pay_day"


def test_a_pay_day_moves_within_its_tax_month_only(payroll_officer, pay):
    url = f"{ROOT}/settings/calendar/2026-27-monthly-7/"
    assert payroll_officer.get(url).status_code == 200
    assert payroll_officer.post(url, {"pay_on": "2026-11-06", "reason": "x"}).refusal.code == "not_a_pay_day"
    assert payroll_officer.post(url, {"pay_on": "2026-10-31", "reason": "x"}).refusal.code == "not_a_pay_day"
    assert payroll_officer.post(url, {"pay_on": "2026-10-30", "reason": "Bank's wish"}).status_code == 302
    assert PayPeriod.objects.get(number=7).pay_on == date(2026, 10, 30)
    assert payroll_officer.get(f"{ROOT}/settings/calendar/nonsense/").status_code == 404


def test_bank_holidays_and_rates_and_elements_are_kept(payroll_officer, pay):
    holidays = f"{ROOT}/settings/bank-holidays"
    assert (
        payroll_officer.post(f"{holidays}/add", {"day": "2026-12-26", "name": "Boxing Day"}).status_code
        == 422
    )
    assert (
        payroll_officer.post(f"{holidays}/add", {"day": "2026-12-25", "name": "Christmas Day"}).status_code
        == 302
    )
    day = BankHoliday.objects.get()
    assert payroll_officer.post(f"{holidays}/{day.pk}/remove", {"reason": "Test"}).status_code == 302
    rate = {"scheme": "2", "rate_millionths": "19.25 %", "source": "Certificate", "starts_on": "2026-11-01"}
    assert payroll_officer.post(f"{ROOT}/settings/pension-rates/set", rate).status_code == 302
    assert EmployerRate.objects.get(scheme=2, ends_before=None).rate_millionths == 192_500
    element = ElementType.objects.get(code="SPORTS")
    url = f"{ROOT}/settings/elements/{element.pk}/"
    data = {
        "code": "SPORTS",
        "name": "Sports club",
        "kind": "deduction",
        "basis": "amount",
        "account_officer": "8534",
    }
    assert payroll_officer.post(url, {**data, "is_taxable": "on"}).refusal.code == "payments_only"
    assert payroll_officer.post(url, {**data, "code": "OTHER"}).status_code == 422
    assert payroll_officer.post(url, data).status_code == 302
    element.refresh_from_db()
    assert element.name == "Sports club"


def test_standard_elements_are_added_once(payroll_officer, cleveland):
    for _ in range(2):
        payroll_officer.post(f"{ROOT}/settings/elements/standard")
    assert ElementType.objects.filter(code="SHIFT").count() == 1


# --- legislation


def test_unconfirmed_values_are_pointed_out_with_the_document_that_sets_each(payroll_officer, pay):
    text = payroll_officer.get(f"{ROOT}/legislation/2026-27/").content.decode()
    assert "Unconfirmed" in text and "Rates and thresholds for employers 2026 to 2027" in text
    only = payroll_officer.get(f"{ROOT}/legislation/2026-27/?unconfirmed").content.decode()
    assert len(only) < len(text) and "Confirmed</strong>" not in only
    assert payroll_officer.get(f"{ROOT}/legislation/2019-20/").status_code == 404


def test_values_are_told_in_percent_pounds_and_proper_names(payroll_officer, pay):
    text = payroll_officer.get(f"{ROOT}/legislation/2026-27/").content.decode()
    assert "Bands, rest of the UK" in text and "Bands, Scotland" in text and "Plan 2, threshold" in text
    for told in (
        "Up to £37,700: 20 %",
        "Above £125,140: 45 %",
        "Below £60,000: 13.44 %",
        "£60,000 and above: 13.78 %",
        "Up to £18,400: 5.5 % in the main section, 2.75 % in the 50/50 section",
        "Above £2,020: 50 %",
        "£416.67",
        "employer 15 %, 15 %, 15 %",
        "employee 0 %, 0 %",
    ):
        assert f"{told}<" in text, told
    assert "up to none" not in text and "rate 0." not in text and "rest of uk" not in text


def test_an_unconfirmed_value_is_set_with_its_document_and_name(payroll_officer, auditor, pay):
    url = f"{ROOT}/legislation/2026-27/set?path=police_pension_2015.employer_rate"
    page = payroll_officer.get(url)
    assert page.status_code == 200 and "0.353" in page.content.decode()
    data = {"value": "'0.36'", "source": "Valuation 2024", "starts_on": "2026-10-01"}
    assert auditor.post(url, data).status_code == 403
    for bad in ("many", "[1, 2]", "{a: b", "'-0.2x'"):
        assert payroll_officer.post(url, {**data, "value": bad}).refusal.code == "cannot_override", bad
    assert payroll_officer.post(url, {**data, "starts_on": "2027-10-01"}).refusal.code == "cannot_override"
    assert payroll_officer.post(url, data).status_code == 302
    assert LawOverride.objects.get().made_by == payroll_officer.member
    text = payroll_officer.get(f"{ROOT}/legislation/2026-27/").content.decode()
    assert "Own value" in text and "Valuation 2024" in text and "Petra Lund" in text
    assert "Police Pension Scheme 2015: Employer rate" in text and 'data-label="Is">36 %<' in text
    assert payroll_officer.post(url, data).status_code == 422  # the same day twice


def test_a_confirmed_value_cannot_be_set(payroll_officer, pay):
    url = f"{ROOT}/legislation/2026-27/set?path=income_tax.payment_limit"
    assert payroll_officer.get(url).status_code == 404
