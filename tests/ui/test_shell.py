from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.urls import resolve

from backoffice.actor import Actor
from backoffice.ui import navigation
from backoffice.ui.csp import POLICY
from backoffice.ui.navigation import NavItem, SubItem


@pytest.fixture
def bars(monkeypatch):
    """Three functions, all at the gallery's address."""
    monkeypatch.setattr(navigation, "_items", {})
    sub = [
        SubItem("Parts", "ui:gallery"),
        SubItem("Lists", "ui:list"),
        SubItem("Secret", "ui:list", "ui.secret"),
        SubItem("Only for changers", "ui:list", shown=lambda actor: actor.can("ui.change")),
    ]
    navigation.register(NavItem("ui", "Gallery", "ui:gallery", ("ui.view", "ui.change"), 20, sub))
    navigation.register(NavItem("fleet", "Fleet", "ui:gallery", None, 30))
    navigation.register(NavItem("work", "My work", "ui:gallery", None, 10, always=True))


def page(rf, *, functions=(), permissions=(), actor=True):
    request = rf.get("/ui/list/")
    request.resolver_match = resolve("/ui/list/")
    if actor:
        request.actor = Actor("cleveland", 1, uuid4(), "A. Example", frozenset(permissions), via="web")
        request.authority = SimpleNamespace(name="Cleveland", slug="cleveland", functions=list(functions))
        request.memberships = [SimpleNamespace(name="Durham", url="/durham/", waiting=3)]
        request.waiting = {"ui": 7}
    return render_to_string("ui/message.html", {"title": "Hello", "text": "<script>"}, request)


def test_only_functions_taken_and_allowed_are_shown(rf, bars):
    html = page(rf, functions=["ui"], permissions=["ui.change"])
    assert "My work" in html and "Gallery" in html and "Fleet" not in html
    assert "Lists" in html and "Secret" not in html
    assert 'href="/durham/"' in html and "7<span" in html


def test_an_entry_with_a_condition_is_shown_to_whom_it_holds_for(rf, bars):
    assert "Only for changers" in page(rf, functions=["ui"], permissions=["ui.change"])
    assert "Only for changers" not in page(rf, functions=["ui"], permissions=["ui.view"])


def test_a_function_not_taken_is_not_shown_to_who_might_use_it(rf, bars):
    assert "Gallery" not in page(rf, functions=["fleet"], permissions=["ui.view"])


def test_a_function_not_allowed_is_not_shown(rf, bars):
    html = page(rf, functions=["ui", "fleet"])
    assert "Gallery" not in html and "Fleet" in html and "Lists" not in html


def test_nobody_is_shown_no_bar(rf, bars):
    html = page(rf, actor=False)
    assert "govuk-service-navigation" not in html and "A. Example" not in html


def test_the_page_in_front_is_marked_and_texts_are_escaped(rf, bars):
    html = page(rf, functions=["ui"], permissions=["ui.view"])
    assert html.count('aria-current="page"') == 1 and 'href="/ui/list/" aria-current="page"' in html
    assert "&lt;script&gt;" in html
    assert html.count("<h1") == 1


def test_a_page_of_another_namespace_belongs_to_the_function_that_leads_to_it(rf, bars):
    navigation._items.pop("ui")
    navigation.register(
        NavItem("work", "My work", "ui:gallery", None, 10, [SubItem("Lists", "ui:list")], always=True)
    )
    html = page(rf)
    assert 'href="/ui/list/" aria-current="page"' in html
    assert '<strong class="govuk-service-navigation__active-fallback">My work</strong>' in html


def test_a_page_without_a_heading_of_its_own_has_no_empty_one(rf, bars):
    html = render_to_string("ui/message.html", {"title": "", "text": "Hello"}, rf.get("/ui/"))
    assert "<h1" not in html


@pytest.mark.parametrize(
    ("path", "status"),
    [("/health", 200), ("/ui/", 302), ("/cleveland/hr/", 302), ("/cleveland/api/v1/jobs", 401)],
)
def test_every_answer_carries_the_policy_and_stands_in_no_frame(client, path, status):
    answer = client.get(path)
    assert answer.status_code == status
    assert answer["Content-Security-Policy"] == POLICY
    assert answer["X-Frame-Options"] == "DENY"
    assert "unsafe" not in POLICY


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500", "503"])
def test_an_error_page_needs_no_request(name):
    html = render_to_string(f"{name}.html")
    assert html.count("<h1") == 1 and "style=" not in html
