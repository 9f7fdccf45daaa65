"""Sign-in limits are not to be washed away by traffic, wanted or not."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

MANY = 400


def wrong(browser: Any, email: str, address: str = "192.0.2.9") -> str:
    page = browser.post(
        reverse("account_login"), {"login": email, "password": "not-the-password"}, REMOTE_ADDR=address
    )
    return page.content.decode()


@pytest.mark.isolation
def test_a_limit_outlives_a_flood_of_other_entries(browser, clerk, password_of):
    password_of(clerk)
    for turn in range(5):
        wrong(browser, clerk.member.email, f"192.0.2.{turn}")
    assert "Too many" in wrong(browser, clerk.member.email, "192.0.2.50")
    for number in range(MANY):
        cache.set(f"zz-flood:{number}", "x", 300)
    assert "Too many" in wrong(browser, clerk.member.email, "192.0.2.51")


@pytest.mark.isolation
def test_nobody_unknown_writes_to_the_limits_by_inventing_host_names(browser, cleveland, settings):
    from django.db import connections

    def entries() -> int:
        with connections["portal"].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM public.sign_in_limits WHERE cache_key LIKE '%%host:%%'")
            return int(cursor.fetchone()[0])

    before = entries()
    for number in range(3):
        browser.get(
            "/cleveland/api/v1/people/",
            headers={"Host": f"x{number}.{settings.SERVICE_DOMAIN}", "Authorization": "Token unknown"},
        )
    assert entries() == before
