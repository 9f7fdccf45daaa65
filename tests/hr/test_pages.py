"""Every page of HR through its door."""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from hr.models import Assignment, BankAccount, Employment, PayPlacement, PayScale, Person, Post, Unit
from hr.services.bank_accounts import change_bank_account

COUNTS = json.loads((Path(__file__).parent / "query_counts.json").read_text())


@pytest.fixture
def somebody(make_employment, assign_to, ladder, place, hr_officer) -> Employment:
    employment = make_employment(last_name="Marsh", number="100123")
    assign_to(employment)
    place(employment, ladder[0])
    change_bank_account(
        actor=hr_officer.actor,
        employment=employment,
        account_name="E MARSH",
        sort_code="123456",
        account_number="12345678",
        starts_on=employment.starts_on,
        reason="First account",
    )
    return employment


def addresses(employment: Employment) -> list[str]:
    person, post = employment.person, Post.objects.get()
    scale, unit = PayScale.objects.get(), Unit.objects.get()
    held = Assignment.objects.get()
    base = f"employments/{employment.reference}"
    return [
        "",
        "people/",
        "people/?q=mar&status=all&workforce=STAFF&as_at=2026-10-01",
        f"people/?unit={unit.pk}&sort=-starts_on",
        "people/new",
        f"people/{person.reference}/",
        f"people/{person.reference}/change",
        f"people/{person.reference}/employment",
        f"{base}/change",
        f"{base}/leave",
        f"{base}/assign",
        f"{base}/assignments/{held.pk}",
        f"{base}/assignments/{held.pk}/remove",
        f"{base}/pay-point",
        f"{base}/bank-account",
        f"{base}/hold",
        f"{base}/release",
        "increments/",
        "increments/?on=2030-01-01",
        "units/",
        "units/new",
        f"units/{unit.reference}/",
        f"units/{unit.reference}/change",
        "posts/",
        "posts/?vacant=on&no_warrant=on",
        "posts/new",
        f"posts/{post.reference}/",
        f"posts/{post.reference}/change",
        "pay-scales/",
        "pay-scales/new",
        f"pay-scales/{scale.reference}/",
        f"pay-scales/{scale.reference}/change",
        f"pay-scales/{scale.reference}/rate",
    ]


def test_an_hr_officer_opens_every_page_and_an_employee_and_an_outsider_none(
    somebody, hr_officer, employee, outsider
):
    for address in addresses(somebody):
        page = hr_officer.get(f"/cleveland/hr/{address}")
        assert page.status_code == 200, address
        assert employee.get(f"/cleveland/hr/{address}").status_code == 403, address
        assert outsider.get(f"/cleveland/hr/{address}").status_code == 404, address


def test_an_auditor_reads_but_changes_nothing(somebody, auditor):
    for address in addresses(somebody):
        changes = any(
            word in address
            for word in (
                "change",
                "new",
                "assign",
                "leave",
                "pay-point",
                "bank-account",
                "hold",
                "release",
                "/rate",
                "/employment",
            )
        )
        assert auditor.get(f"/cleveland/hr/{address}").status_code == (403 if changes else 200), address


def test_the_account_number_is_masked_for_those_who_may_not_see_it(somebody, hr_officer, clerk):
    address = f"/cleveland/hr/people/{somebody.person.reference}/"
    assert "12345678" in hr_officer.get(address).content.decode()
    page = clerk.get(address).content.decode()
    assert "12345678" not in page and "123456" not in page and "12-34-56" not in page and "678" in page


def test_a_starter_goes_from_person_to_pay_point_page_by_page(hr_officer, make_post, ladder):
    post = make_post()
    page = hr_officer.post(
        "/cleveland/hr/people/new",
        {"first_names": "Ravi", "last_name": "Coates", "born_on": "1990-02-28", "ni_number": "ab 12 34 56 c"},
    )
    person = Person.objects.get()
    assert (
        page.url == f"/cleveland/hr/people/{person.reference}/employment" and person.ni_number == "AB123456C"
    )
    page = hr_officer.post(
        page.url, {"number": "100200", "workforce_type": "STAFF", "starts_on": "2026-10-12"}
    )
    assert page.url.endswith("/assign")
    page = hr_officer.post(page.url, {"post": post.number.lower(), "fte": "0.8", "starts_on": "2026-10-12"})
    assert page.url.endswith("/pay-point")
    page = hr_officer.post(
        page.url, {"point": str(ladder[1].pk), "starts_on": "2026-10-12", "change": "START"}
    )
    assert page.url == f"/cleveland/hr/people/{person.reference}/"
    assert Assignment.objects.get().fte == Decimal("0.8") and PayPlacement.objects.get().point == ladder[1]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"ni_number": "QQ123456A"}, "cannot be a National Insurance number"),
        ({"born_on_day": "31", "born_on_month": "02", "born_on_year": "1985"}, "31/02/1985 does not exist"),
        ({"last_name": ""}, "Enter the last name"),
    ],
)
def test_a_person_with_a_slip_is_refused_where_it_is(hr_officer, given, told):
    row = {"first_names": "Ravi", "last_name": "Coates", "born_on": "1990-02-28"}
    if "born_on_day" in given:
        row.pop("born_on")
    page = hr_officer.post("/cleveland/hr/people/new", row | given)
    assert page.status_code == 422 and told in page.content.decode() and not Person.objects.exists()


def test_a_leaver_takes_posts_and_pay_point_with_them_and_may_stay_after_all(somebody, hr_officer):
    address = f"/cleveland/hr/employments/{somebody.reference}/leave"
    page = hr_officer.get(address).content.decode()
    assert "Record leaving" in page and "They stay after all" not in page
    assert f'href="{somebody.person.get_absolute_url()}">{somebody.person.name}</a>' in page  # the way back
    assert (
        hr_officer.post(address, {"last_day": "2026-10-31", "leaving_reason": "Retired"}).status_code == 302
    )
    for model in (Employment, Assignment, PayPlacement):
        assert model.objects.get().ends_before == date(2026, 11, 1)
    assert "Enter the last day" in hr_officer.post(address, {"last_day": ""}).content.decode()
    assert hr_officer.post(address, {"last_day": "2026-10-31", "stays": "on"}).status_code == 302
    for model in (Employment, Assignment, PayPlacement):
        assert model.objects.get().ends_before is None
    page = hr_officer.post(address, {"last_day": "2019-08-31"})
    assert page.refusal.code == "leaves_before_starting"


def test_a_move_ends_the_present_post_the_day_before(somebody, hr_officer, make_post):
    post = make_post(title="Analyst")
    address = f"/cleveland/hr/employments/{somebody.reference}/assign"
    page = hr_officer.post(address, {"post": post.number, "fte": "1", "starts_on": "2026-11-01"})
    assert page.refusal.code == "hr_assignment_at_most_full_time" and page.status_code == 422
    page = hr_officer.post(
        address, {"post": post.number, "fte": "1", "starts_on": "2026-11-01", "end_others": "on"}
    )
    assert page.status_code == 302
    first, second = Assignment.objects.order_by("starts_on")
    assert first.ends_before == second.starts_on == date(2026, 11, 1)


def test_a_new_bank_account_ends_the_old_one_and_needs_a_reason_and_the_right(somebody, hr_officer, clerk):
    address = f"/cleveland/hr/employments/{somebody.reference}/bank-account"
    row = {
        "account_name": "E Marsh",
        "sort_code": "20-00-00",
        "account_number": "87654321",
        "starts_on": "2026-11-01",
    }
    assert hr_officer.post(address, row).status_code == 422
    assert clerk.post(address, row | {"reason": "Asked by phone"}).status_code == 403
    assert hr_officer.post(address, row | {"reason": "Called back on the known number"}).status_code == 302
    old, new = BankAccount.objects.order_by("starts_on")
    assert old.ends_before == new.starts_on == date(2026, 11, 1) and new.account_name == "E MARSH"
    page = hr_officer.get(f"/cleveland/hr/people/{somebody.person.reference}/").content.decode()
    assert "Called back on the known number" in page


def test_a_person_is_linked_to_the_member_with_their_address(somebody, hr_officer, employee):
    address = f"/cleveland/hr/people/{somebody.person.reference}/"
    page = hr_officer.post(f"{address}link")
    assert page.refusal.code == "no_member_to_link"
    Person.objects.update(email=employee.member.email.upper())
    assert hr_officer.post(f"{address}link").status_code == 302
    assert Person.objects.get().member_id == employee.member.pk
    assert hr_officer.post(f"{address}unlink", {"reason": "Wrong person"}).status_code == 302
    assert Person.objects.get().member_id is None


def test_ticked_people_are_exported_and_linked(somebody, hr_officer, employee):
    Person.objects.update(email=employee.member.email)
    page = hr_officer.post("/cleveland/hr/people/ticked", {"pk": [somebody.pk], "do": "export"})
    assert "100123" in b"".join(page.streaming_content).decode()
    hr_officer.post("/cleveland/hr/people/ticked", {"pk": [somebody.pk], "do": "link"})
    assert Person.objects.get().member_id == employee.member.pk


@pytest.mark.parametrize("format", ["csv", "xlsx", "pdf"])
def test_the_list_is_exported_as_shown(somebody, make_employment, hr_officer, format):
    make_employment(workforce_type="OFFICER", number="999999", last_name="=HYPERLINK(1)")
    page = hr_officer.get(f"/cleveland/hr/people/?workforce=STAFF&format={format}")
    content = b"".join(page.streaming_content)
    assert content and page.status_code == 200
    if format == "csv":
        assert "Marsh" in content.decode() and "999999" not in content.decode()


def test_the_full_time_share_is_a_number_in_a_workbook(somebody, hr_officer):
    page = hr_officer.get("/cleveland/hr/people/?format=xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(page.streaming_content))).active
    at = [cell.value for cell in sheet[1]].index("FTE")
    assert sheet[2][at].value == float(Assignment.objects.get().fte) and sheet[2][at].data_type == "n"
    assert sheet.auto_filter.ref and sheet.freeze_panes == "A2"


def test_a_rate_is_added_with_its_source_and_ends_the_one_before(hr_officer, ladder):
    scale = ladder[0].scale
    address = f"/cleveland/hr/pay-scales/{scale.reference}/rate"
    row = {
        "label": "1",
        "annual_pence": "24,800.00",
        "starts_on": "2026-09-01",
        "standing": "CONFIRMED",
        "source": "Local agreement 12",
    }
    assert hr_officer.post(address, row).status_code == 302
    old, new = ladder[0].rates.order_by("starts_on")
    assert old.ends_before == new.starts_on and new.annual_pence == 2_480_000
    page = hr_officer.get(f"/cleveland/hr/pay-scales/{scale.reference}/").content.decode()
    assert "Local agreement 12" in page and "Invented for the demonstration" in page


def test_the_list_costs_the_same_queries_for_5_and_for_500(make_employment, assign_to, make_post, hr_officer):
    found = {}
    for number in (5, 500):
        while Employment.objects.count() < number:
            assign_to(make_employment())
        with CaptureQueriesContext(connections["default"]) as queries:
            assert hr_officer.get("/cleveland/hr/people/?per_page=50").status_code == 200
        found[number] = len(queries)
    assert found[5] == found[500] == COUNTS["people"]


def test_a_person_page_costs_what_is_pinned(somebody, hr_officer):
    with CaptureQueriesContext(connections["default"]) as queries:
        hr_officer.get(f"/cleveland/hr/people/{somebody.person.reference}/")
    assert len(queries) == COUNTS["person"]


def test_a_post_with_a_cost_centre_the_ledger_lacks_is_refused_on_its_form(hr_officer, unit, make_post):
    given = {
        "number": "P1", "title": "Clerk", "unit": unit.pk, "workforce_type": "STAFF", "fte": "1",
        "cost_centre": "nowhere", "starts_on": "2026-10-01",
    }  # fmt: skip
    page = hr_officer.post("/cleveland/hr/posts/new", given)
    assert page.refusal.code == "post_code_unknown" and page.refusal.where == "cost_centre"
    assert "NOWHERE" in page.refusal.message and not Post.objects.filter(number="P1").exists()
    kept = make_post(cost_centre="OLD")  # entered before there was a ledger: other changes go through
    del given["number"]
    changed = hr_officer.post(f"/cleveland/hr/posts/{kept.reference}/change", given | {"cost_centre": "OLD"})
    assert changed.status_code == 302


def test_a_search_finds_who_has_left_and_the_list_says_when_it_shows_the_employed_only(
    make_employment, hr_officer
):
    make_employment(last_name="Marsh", number="100123")
    make_employment(last_name="Gone", number="100999", ends_before=date(2026, 3, 1))
    plain = hr_officer.get("/cleveland/hr/people/").content.decode()
    assert "Marsh" in plain and "100999" not in plain
    assert "Status: Employed" in plain and 'href="?status=all"' in plain
    searched = hr_officer.get("/cleveland/hr/people/?q=100999").content.decode()
    assert "Gone" in searched and "Status: Employed" not in searched
    chosen = hr_officer.get("/cleveland/hr/people/?q=100999&status=current").content.decode()
    assert "Gone" not in chosen and "Nothing fits these filters" in chosen
