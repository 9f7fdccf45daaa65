"""The search of the first bar: records of every function, as far as one may see them."""

from __future__ import annotations

from typing import Any

import pytest

from backoffice.tenancy.current import in_authority
from backoffice.work import search
from backoffice.work.search import Found, SearchKind


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Three kinds: people, for who may see them; a function the authority has not taken; runs for approvers."""
    asked: list[str] = []

    def find(*, viewer: Any, text: str, limit: int) -> list[Found]:
        asked.append(text)
        return [Found(f"{text} <{number}>", f"/{number}", "100123") for number in range(limit)]

    monkeypatch.setattr(
        search,
        "SEARCHES",
        {
            ("hr", "People"): SearchKind("hr", "People", "hr.view_people", find),
            ("fleet", "Cars"): SearchKind("fleet", "Cars", "hr.view_people", find),
            ("payroll", "Runs"): SearchKind("payroll", "Runs", "payroll.approve_run", find),
        },
    )
    return asked


def test_what_one_may_see_is_found_by_kind_and_the_rest_is_not_asked(clerk: Any, kinds: list[str]) -> None:
    text = clerk.get("/cleveland/search/", {"q": "  Ma  rsh "}).content.decode()
    assert "People" in text and "Cars" not in text and "Runs" not in text
    assert "Ma rsh &lt;19&gt;" in text and "&lt;20&gt;" not in text and "There are more" in text
    assert kinds == ["Ma rsh"]


@pytest.mark.parametrize(("asked", "said"), [("", "Name, number or word"), ("x", "at least two characters")])
def test_too_little_asks_nothing(clerk: Any, kinds: list[str], asked: str, said: str) -> None:
    assert said in clerk.get("/cleveland/search/", {"q": asked}).content.decode() and kinds == []


@pytest.mark.parametrize("text", ["%", "_' OR 1=1 --", "\x00\x00ab", "a" * 5000, "Zz, Yy", "£€😀"])
def test_any_text_is_taken_and_nothing_found_says_so(auditor: Any, text: str) -> None:
    page = auditor.get("/cleveland/search/", {"q": text})
    assert page.status_code == 200
    if len(text) > 1:
        assert "Nothing you may see matches" in page.content.decode()


def test_people_posts_and_accounts_are_found_in_their_own_authority_alone(
    hr_officer: Any, finance_officer: Any, employee: Any, outsider: Any
) -> None:
    from finance.services import load_chart
    from hr.models import Employment, Person, Post, Unit

    unit = Unit.objects.create(code="CLE", name="Cleveland", kind="AUTHORITY", starts_on="2010-04-01")
    Post.objects.create(
        number="HA-1", title="Crime clerk", unit=unit, workforce_type="STAFF", starts_on="2010-04-01"
    )
    ellen = Person.objects.create(first_names="Ellen", last_name="Marsham", born_on="1985-02-14")
    Employment.objects.create(person=ellen, number="700900", workforce_type="STAFF", starts_on="2019-09-01")
    load_chart(actor=finance_officer.actor)

    def found(person: Any, text: str, authority: str = "cleveland") -> str:
        return str(person.get(f"/{authority}/search/", {"q": text}).content.decode())

    assert "700900" in found(hr_officer, "marsh") and ellen.reference in found(hr_officer, "700900")
    assert "Crime clerk, HA-1" in found(hr_officer, "ha-1")
    assert "Accounts" in found(finance_officer, "1000") and "Marsham" not in found(finance_officer, "marsh")
    assert "Marsham" not in found(employee, "marsh")
    with in_authority("durham"):
        assert "Marsham" not in found(outsider, "marsh", "durham")
    assert outsider.get("/cleveland/search/", {"q": "marsh"}).status_code == 404


def test_the_bar_leads_to_it(clerk: Any) -> None:
    assert 'action="/cleveland/search/"' in clerk.get("/cleveland/").content.decode()
