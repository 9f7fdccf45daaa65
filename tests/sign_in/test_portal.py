"""Pages of no authority: the way in, the choice of authority, the service's health, hosts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from backoffice import health
from backoffice.tenancy import portal_api
from backoffice.tenancy.current import in_authority
from tenants.models import User
from tenants.services.first_administrator import invite_first_administrator
from tests.conftest import AuthorityClient, sign_in


@pytest.fixture(autouse=True)
def _health_not_remembered() -> Iterator[None]:
    health.forget()
    yield
    health.forget()


@pytest.fixture
def both(clerk: Any, durham: str) -> Any:
    """Clare, who clerks for Durham as well; seven things wait for her there."""
    with in_authority(durham), transaction.atomic():
        portal_api.invite(clerk.member.email, "Clare Rowntree", ["service_centre_clerk"])
        portal_api.tell_waiting(clerk.identity, 7)
        from backoffice.tenancy.models import Member

        Member.objects.create(
            identity=clerk.identity, name="Clare Rowntree", email=clerk.member.email,
            roles=["service_centre_clerk"], joined_on="2026-01-01",
        )  # fmt: skip
    return clerk


@pytest.fixture
def administrator_of_service(clerk: Any, owner: Any) -> Any:
    owner(f"UPDATE tenants_user SET is_service_administrator = true WHERE identity = '{clerk.identity}'")
    return clerk


def test_nobody_is_sent_to_sign_in(browser):
    assert browser.get("/")["Location"] == "/accounts/login/?next=/"


def test_one_authority_is_gone_to_straight_away(clerk):
    assert clerk.get("/")["Location"] == "/cleveland/"


def test_several_are_listed_with_what_waits_in_each(both):
    assert both.get("/")["Location"] == "/authorities/"
    text = both.get("/authorities/").content.decode()
    assert "Cleveland Police Authority" in text and "Durham Police Authority" in text and ">7<" in text
    switcher = both.get("/cleveland/").content.decode()
    assert 'href="/durham/"' in switcher  # without signing in again
    assert both.get("/durham/").status_code == 200


def test_none_is_told_in_plain_words(clerk):
    with in_authority("cleveland"), transaction.atomic():
        portal_api.set_membership_state(clerk.identity, "left")
    page = clerk.get("/", follow=True)
    assert "no authority has given you a role" in page.content.decode()


def test_the_account_page_shows_what_one_signs_in_with(clerk):
    text = clerk.get("/accounts/").content.decode()
    assert clerk.member.email in text and "Not set up" in text


def test_ready_names_what_fails_and_tells_no_reason(browser, monkeypatch):
    assert browser.get("/health").json() == {"status": "ok"}
    assert browser.get("/health/ready").json() == {"status": "ok", "failing": []}

    def broken() -> None:
        raise RuntimeError("cleveland: journal J000007 does not follow")

    monkeypatch.setitem(health.CHECKS, "ledger chain", broken)
    health.forget()
    page = browser.get("/health/ready")
    assert page.status_code == 503 and page.json() == {"status": "not ready", "failing": ["ledger chain"]}


def test_asked_again_and_again_readiness_is_looked_at_every_five_seconds(browser, monkeypatch):
    looked: list[float] = []
    now = 1000.0
    monkeypatch.setattr(health, "CHECKS", {"slow": lambda: looked.append(now)})
    monkeypatch.setattr(health.time, "monotonic", lambda: now)
    for seconds in (0, 1, 4.9, 5, 6):
        now = 1000.0 + seconds
        assert browser.get("/health/ready").status_code == 200
    assert looked == [1000.0, 1005.0]


def test_search_engines_are_kept_out(browser):
    assert "Disallow: /" in browser.get("/robots.txt").content.decode()


@pytest.fixture
def own_host(owner: Any, settings: Any) -> str:
    settings.ALLOWED_HOSTS = ["testserver", ".testserver"]
    settings.SERVICE_DOMAIN = "testserver"
    owner(
        "INSERT INTO tenants_host (domain, is_primary, tenant_id)"
        " SELECT 'cleveland.testserver', false, id FROM tenants_authority WHERE slug = 'cleveland'"
    )
    cache.clear()
    return "cleveland.testserver"


def test_on_an_authoritys_own_host_the_path_keeps_its_slug_and_another_is_unknown(both, own_host):
    assert both.get("/", HTTP_HOST=own_host)["Location"] == "/cleveland/"
    assert both.get("/cleveland/", HTTP_HOST=own_host).status_code == 200
    other, never = both.get("/durham/", HTTP_HOST=own_host), both.get("/atlantis/", HTTP_HOST=own_host)
    assert other.status_code == never.status_code == 404 and other.content == never.content
    assert "Durham" not in both.get("/authorities/", HTTP_HOST=own_host).content.decode()


def test_a_forwarded_host_is_not_believed_and_an_unknown_one_is_refused(both, own_host):
    assert both.get("/durham/", HTTP_X_FORWARDED_HOST=own_host).status_code == 200
    assert both.get("/cleveland/", HTTP_HOST="evil.example").status_code == 400
    assert both.get("/cleveland/", HTTP_HOST="durham.testserver").status_code == 404


def test_only_who_looks_after_the_service_brings_authorities_in(
    clerk, administrator_of_service, as_member, monkeypatch
):
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr("tenants.views.authorities.onboard_authority", lambda **given: asked.append(given))
    form = {
        "name": "West Mercia Police", "slug": "west-mercia", "functions": ["hr", "payroll"],
        "administrator_name": "Wanda Mercer", "administrator_email": "wanda@west-mercia.example",
    }  # fmt: skip
    assert as_member("authority_administrator").post("/authorities/new/", form).status_code == 403
    sent = administrator_of_service.post("/authorities/new/", form)
    assert sent["Location"] == "/authorities/served/west-mercia/"
    assert asked == [form]
    assert (
        administrator_of_service.post("/authorities/new/", form | {"administrator_email": ""}).status_code
        == 422
    )
    for slug in ("cleveland", "Health", "api", "x" * 62):
        assert administrator_of_service.post("/authorities/new/", form | {"slug": slug}).status_code == 422


def test_and_opens_none_by_it(administrator_of_service):
    assert administrator_of_service.get("/durham/").status_code == 404


def test_a_service_administrator_needs_a_second_factor_too(administrator_of_service):
    client = AuthorityClient()
    client.force_login(User.objects.get(identity=administrator_of_service.identity))
    assert client.get("/authorities/new/")["Location"].startswith("/accounts/second-factor/")
    sign_in(client, administrator_of_service.identity)
    assert client.get("/authorities/new/").status_code == 200


@pytest.fixture
def first(durham: str, settings: Any, service_administrator: Any) -> Any:
    """Durham has just been brought in, with Dora as its first administrator; no mail is sent."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    invite_first_administrator(slug=durham, email="Dora@durham.example", name="Dora Durham")
    return User.objects.get(email="dora@durham.example")


@pytest.fixture
def service_administrator(db: None, owner: Any) -> Any:
    """Somebody who looks after the service and works for no authority."""
    owner(
        "INSERT INTO tenants_user (identity, email, name, password, is_active, is_service_administrator, created_at)"
        " VALUES (gen_random_uuid(), 'service@example.test', 'Sasha Service', '!', true, true, now())"
    )
    client = AuthorityClient()
    sign_in(client, User.objects.get(email="service@example.test").identity)
    return client


STATUS = "/authorities/served/durham/"


def test_the_first_administrators_link_is_handed_over_by_who_brought_the_authority_in(
    service_administrator, first, browser
):
    assert service_administrator.get("/")["Location"] == "/authorities/new/"
    text = service_administrator.get(STATUS).content.decode()
    assert "Dora Durham" in text and "hand it to Dora Durham" in text and "set-password" not in text
    page = service_administrator.post(STATUS).content.decode()
    link = re.search(r"http://testserver(/accounts/\S+)</textarea>", page)
    assert link and "shown only now" in page
    opened = browser.get(link[1], follow=True)
    assert "Choose a password" in opened.content.decode()


def test_that_ends_with_the_first_sign_in(service_administrator, first):
    first.set_password("three-random-words-here")
    first.save(update_fields=["password"])
    page = service_administrator.post(STATUS, follow=True).content.decode()
    assert "nobody who waits for a first invitation" in page and "</textarea>" not in page
    assert "invites those who work there" in service_administrator.get(STATUS).content.decode()


def test_nor_is_a_link_made_for_somebody_who_works_elsewhere_too(service_administrator, first, cleveland):
    with transaction.atomic():
        portal_api.invite(first.email, first.name, ["auditor"])
    assert "</textarea>" not in service_administrator.post(STATUS, follow=True).content.decode()


def test_asked_twice_nobody_is_made_an_administrator_again(first, durham):
    invite_first_administrator(slug=durham, email="other@durham.example", name="Other")
    assert not User.objects.filter(email="other@durham.example").exists()


def test_where_mail_is_sent_the_invitation_goes_by_mail(service_administrator, first, settings, mailoutbox):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert "</textarea>" not in service_administrator.post(STATUS, follow=True).content.decode()
    assert mailoutbox[0].to == [first.email] and "Your invitation to Durham" in mailoutbox[0].subject


def test_an_authority_that_has_only_been_asked_for_is_waited_for(service_administrator):
    text = service_administrator.get("/authorities/served/west-mercia/").content.decode()
    assert "Asked for" in text and 'hx-trigger="every 2s"' in text
    assert service_administrator.get("/authorities/served/Not%20one/").status_code == 404


def test_nobody_else_sees_how_far_an_authority_has_come(as_member):
    someone = as_member("authority_administrator")
    assert someone.get(STATUS).status_code == 403 and someone.post(STATUS).status_code == 403
