"""From the address to the authority and the member, through the browser's door."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings
from django.urls import path, reverse

from backoffice.tenancy import portal_api
from backoffice.tenancy.current import in_authority
from backoffice.tenancy.models import Member
from backoffice.tenancy.views import authority_page

pytestmark = pytest.mark.isolation


@pytest.fixture
def pages(monkeypatch):
    """Two pages of an authority, one open to its members, one with a permission."""
    from django.http import HttpResponse, StreamingHttpResponse

    from backoffice.config import urls_authority
    from backoffice.tenancy import urls

    @authority_page()
    def open_page(request):
        return HttpResponse(f"{request.authority.slug} {request.actor.name} {Member.objects.count()}")

    @authority_page(permission="finance.view")
    def guarded(request):
        return HttpResponse("figures")

    @authority_page()
    def streamed(request):
        return StreamingHttpResponse(member.name for member in Member.objects.order_by("id").iterator())

    added = [
        path("test/open", open_page, name="test_open"),
        path("test/guarded", guarded, name="test_guarded"),
        path("test/streamed", streamed, name="test_streamed"),
    ]
    monkeypatch.setattr(urls_authority, "urlpatterns", [*urls_authority.urlpatterns, *added])
    urls.urlconf_for.cache_clear()
    yield
    urls.urlconf_for.cache_clear()


def test_a_member_gets_the_page_of_the_authority_in_the_address(clerk, pages):
    page = clerk.get("/cleveland/test/open")
    assert page.content.decode() == "cleveland Clare Rowntree 1"
    assert page.headers["X-Request-ID"]


def test_addresses_are_the_authoritys_inside_it_and_the_services_own_outside(clerk, pages):
    assert reverse("test_open") == "/cleveland/test/open"
    assert reverse("account_login") == "/accounts/login/"
    clerk.get("/cleveland/test/open")
    assert reverse("test_open") == "/cleveland/test/open"
    with in_authority("durham"):
        assert reverse("test_open") == "/durham/test/open"


@pytest.mark.parametrize(
    "slug", ["cleveland", "nowhere", "Cleveland", "a_cleveland", "cleveland.", "%2e%2e", "ｃleveland"]
)
def test_who_is_not_signed_in_is_sent_to_sign_in_whatever_the_address_names(db, pages, slug):
    page = Client().get(f"/{slug}/test/open")
    assert page.status_code == 302 and page.headers["Location"].startswith("/accounts/login/?next=/")


def test_an_authority_one_does_not_belong_to_answers_like_one_that_does_not_exist(outsider, pages):
    assert outsider.get("/cleveland%2ftest/open").status_code == 404
    elsewhere, nowhere = outsider.get("/cleveland/test/open"), outsider.get("/nowhere/test/open")
    assert elsewhere.status_code == nowhere.status_code == 404
    assert elsewhere.content.replace(b"cleveland", b"nowhere") == nowhere.content


@pytest.mark.parametrize(
    "address",
    [
        "//cleveland/test/open",
        "/CLEVELAND/test/open",
        "/a_cleveland/test/open",
        "/public/test/open",
        "/./cleveland/test/open",
        "/cleveland\u200b/test/open",
        "/authority_template/test/open",
    ],
)
def test_no_other_spelling_of_an_authority_opens_it(clerk, pages, address):
    assert clerk.client.get(address).status_code in (301, 404)


def test_without_the_permission_the_answer_is_403(employee, clerk, pages):
    assert employee.get("/cleveland/test/guarded").status_code == 403
    assert clerk.get("/cleveland/test/guarded").status_code == 200


def test_a_refusal_inside_an_authority_keeps_its_bars_and_outside_has_none(employee, outsider, pages):
    for address in ("/cleveland/test/guarded", "/cleveland/nothing-here"):
        page = employee.get(address).content.decode()
        assert "My work" in page and employee.actor.name in page and page.count("<h1") == 1, address
    for address in ("/cleveland/test/guarded", "/nowhere/at-all"):
        page = outsider.get(address)
        assert page.status_code == 404 and "My work" not in page.content.decode(), address


def test_a_revoked_membership_counts_from_the_next_request(clerk, pages):
    assert clerk.get("/cleveland/test/open").status_code == 200
    portal_api.set_membership_state(clerk.identity, "suspended")
    assert clerk.get("/cleveland/test/open").status_code == 404


def test_a_revoked_role_counts_from_the_next_request(clerk, pages):
    portal_api.set_roles(clerk.identity, ["employee"])
    assert clerk.get("/cleveland/test/guarded").status_code == 403


def test_a_member_the_authority_has_suspended_is_kept_out(clerk, pages):
    Member.objects.filter(pk=clerk.member.pk).update(state="suspended")
    assert clerk.get("/cleveland/test/open").status_code == 404


def test_a_streamed_answer_is_made_in_its_own_authority(clerk, pages):
    page = clerk.get("/cleveland/test/streamed")
    assert b"".join(page.streaming_content) == b"Clare Rowntree"


def test_a_page_asks_the_portal_three_times_and_the_authority_once(clerk, pages, django_assert_num_queries):
    clerk.get("/cleveland/test/open")
    with (
        django_assert_num_queries(1 + 1, connection=_default()),
        django_assert_num_queries(3, connection=_portal()),
    ):
        clerk.get("/cleveland/test/open")  # session, user, memberships; the member, and the page's own count


def _default():
    from django.db import connections

    return connections["default"]


def _portal():
    from django.db import connections

    return connections["portal"]


def test_the_switcher_lists_ones_authorities_with_what_waits_there(clerk, pages):
    portal_api.tell_waiting(clerk.identity, 7)
    with in_authority("durham"):
        portal_api.invite(clerk.member.email, "Somebody", ["employee"])
    page = clerk.get("/authorities/")
    assert [(m.slug, m.waiting) for m in page.context["memberships"]] == [("cleveland", 7), ("durham", 0)]


@override_settings(SERVICE_DOMAIN="backoffice.test", ALLOWED_HOSTS=[".backoffice.test"])
def test_an_authoritys_own_host_answers_for_no_other(as_member, cleveland, pages, owner):
    person = as_member("employee")
    with in_authority("durham"):
        portal_api.invite(person.member.email, "Robin Ashdown", ["employee"])
        Member.objects.create(
            identity=person.identity, name="Robin", email="r@example.test", joined_on="2026-01-01"
        )
    owner(
        "INSERT INTO public.tenants_host (domain, tenant_id, is_primary)"
        " SELECT 'pay.backoffice.test', id, true FROM public.tenants_authority WHERE slug = 'cleveland'"
    )
    assert person.get("/cleveland/test/open", headers={"host": "pay.backoffice.test"}).status_code == 200
    assert person.get("/durham/test/open", headers={"host": "pay.backoffice.test"}).status_code == 404
    assert person.get("/cleveland/test/open", headers={"host": "other.backoffice.test"}).status_code == 404
    assert person.get("/durham/test/open", headers={"host": "backoffice.test"}).status_code == 200
    forged = {"host": "pay.backoffice.test", "x-forwarded-host": "backoffice.test"}
    assert person.get("/durham/test/open", headers=forged).status_code == 404


def test_the_api_says_401_to_nobody_and_404_to_an_outsider(outsider, pages):
    for slug in ("cleveland", "nowhere"):
        assert Client().get(f"/{slug}/api/v1/people").status_code == 401
        assert Client().get(f"/{slug}/api/v1/people", headers={"authorization": "Token x"}).status_code == 401
        assert outsider.get(f"/{slug}/api/v1/people").status_code == 404
