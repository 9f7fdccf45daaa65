"""Pages in a real browser, wide and narrow: nothing axe finds, no sideways scroll, a quiet console."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from backoffice.tenancy.current import in_authority
from backoffice.tenancy.roles import ROLES
from tests.access.objects import OBJECTS, kwargs_of
from tests.access.test_access import ADDRESSES, COLUMNS, everybody, function_of, rows
from tests.ui.browser import WIDTHS, browser, faults, fulfil, page_of

__all__ = ["everybody"]  # a fixture

# Looked at in states of their own by tests/ui, tests/kernel and tests/payroll.
ELSEWHERE = {
    "api", "ui", "payroll", "jobs", "imports", "documents", "approvals", "reports", "audit", "work", "tokens",
}  # fmt: skip
FUNCTIONS = sorted({function_of(name) for name in ADDRESSES} - ELSEWHERE)


def pages(function: str, clients: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    """The answers of a function's pages, each as the first person whom the table lets see it."""
    found: dict[str, Any] = {}
    for name, wanted in rows().items():
        if function_of(name) != function:
            continue
        with in_authority("cleveland"):
            address = reverse(name, kwargs=kwargs_of(name, ADDRESSES[name], made))
        for row in wanted:
            seen_by = [c for c, told in zip(COLUMNS, row.answers, strict=True) if told == "ok"]
            if "GET" not in row.methods or not seen_by:
                continue
            person = next((column for column in seen_by if column in ROLES), seen_by[0])
            answer = clients[person].get(address)
            if (
                answer.status_code == 200
                and answer["Content-Type"].startswith("text/html")
                and not answer.streaming
            ):
                found[address] = answer
    return found


@pytest.mark.browser
@pytest.mark.parametrize("function", FUNCTIONS)
def test_each_page_holds_what_a_page_must(
    function: str, everybody: Any, request: pytest.FixtureRequest
) -> None:
    made = OBJECTS[function](request.getfixturevalue) if function in OBJECTS else {}
    answers = pages(function, everybody, made)
    told: dict[str, list[str]] = {}
    with browser() as chromium:
        for width in WIDTHS:
            with page_of(chromium, width=width) as (page, said):
                page.route("**/*", lambda route: fulfil(route, answers))
                for address in answers:
                    page.goto(f"http://localhost{address}")
                    if found := [*faults(page), *said]:
                        told[f"{address} at {width}"] = found
                    said.clear()
    assert not told
