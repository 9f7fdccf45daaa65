"""What a member was shown is not left in browsers and proxies."""

from __future__ import annotations

import pytest


@pytest.mark.isolation
@pytest.mark.parametrize(
    "address",
    ["/cleveland/", "/cleveland/hr/people/", "/cleveland/api/v1/people", "/authorities/", "/nowhere/"],
)
def test_no_page_of_a_member_is_kept(clerk, address):
    assert "no-store" in clerk.get(address)["Cache-Control"]


@pytest.mark.isolation
def test_no_export_is_kept(clerk):
    answer = clerk.get("/cleveland/hr/people/?format=csv")
    assert answer["Content-Disposition"].startswith("attachment") and "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.isolation
def test_what_a_token_reads_is_not_kept_and_no_header_tells_which_authorities_there_are(
    browser_without_session,
):
    answers = [
        browser_without_session.get(f"/{slug}/api/v1/people", headers={"Authorization": "Token unknown"})
        for slug in ("cleveland", "nowhere-at-all")
    ]
    kept = [{k: v for k, v in each.items() if k != "X-Request-ID"} for each in answers]
    assert kept[0] == kept[1] and "no-store" in kept[0]["Cache-Control"]
    assert {each.status_code for each in answers} == {401}


@pytest.fixture
def browser_without_session(cleveland):
    from tests.conftest import AuthorityClient

    return AuthorityClient()
