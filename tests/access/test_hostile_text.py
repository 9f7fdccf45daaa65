"""Whatever people type, no page runs it: every page a member can reach is read with hostile names, codes and memos."""

from __future__ import annotations

import re
from collections import deque
from html.parser import HTMLParser

import pytest
from django.utils import timezone

from tests.access.objects import OBJECTS

HOSTILE = "\"'><img src=x onerror=a()>{{7*7}}"
MOST = 250


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "href" and value and value.startswith("/cleveland/"):
                self.found.add(value.split("#")[0])
            if name.startswith("on") or (tag == "img" and value == "x"):
                self.bad.append(f"<{tag} {name}={value}>")
            if (
                name in ("href", "action", "src")
                and value
                and re.match(r"\s*(javascript|data|//)", value, re.I)
            ):
                self.bad.append(f"<{tag} {name}={value}>")


@pytest.mark.isolation
def test_no_page_runs_what_somebody_typed(as_member, make_employment, assign_to, draft, cleveland, request):
    from backoffice.api.services import allow_token
    from backoffice.tenancy.models import Member
    from backoffice.tenancy.roles import ROLES
    from finance import models as finance
    from hr.models import Person, Post, Unit

    reader = as_member(*ROLES, name=HOSTILE)
    other = as_member("payroll_officer", name=HOSTILE + "2")
    employment = make_employment()
    assignment = assign_to(employment)
    Person.objects.filter(pk=employment.person_id).update(
        first_names=HOSTILE, last_name=HOSTILE, email="a@example.test"
    )
    Unit.objects.update(name=HOSTILE)
    Post.objects.filter(pk=assignment.post_id).update(title=HOSTILE)
    OBJECTS["finance"](request.getfixturevalue)
    journal = draft()
    finance.Journal.objects.filter(pk=journal.pk).update(description=HOSTILE)
    finance.JournalLine.objects.filter(journal=journal).update(memo=HOSTILE)
    finance.Account.objects.update(name=HOSTILE)
    finance.CostCentre.objects.update(name=HOSTILE)
    for model in (
        finance.BankAccount,
        finance.Category,
        finance.Project,
        finance.Supplier,
        finance.VatCode,
    ):
        model.objects.filter(pk=model.objects.order_by("-pk")[0].pk).update(name=HOSTILE)
    asked = finance.Requisition.objects.filter(state="draft")
    asked.update(title=HOSTILE, reason=HOSTILE)
    finance.RequisitionLine.objects.filter(requisition__in=asked).update(description=HOSTILE)
    finance.Invoice.objects.exclude(state="posted").update(description=HOSTILE)
    allow_token(
        actor=reader.actor, name=HOSTILE, member=Member.objects.get(pk=other.member.pk),
        scopes=["payroll.view"], expires_on=timezone.localdate(),
    )  # fmt: skip
    seen: set[str] = set()
    waiting: deque[str] = deque(["/cleveland/", f"/cleveland/members/?name={HOSTILE}"])
    wrong: list[str] = []
    hostile_seen = 0
    while waiting and len(seen) < MOST:
        address = waiting.popleft()
        kind = re.sub(r"\d+", "0", address)
        if kind in seen or "format=" in address or "template." in address:
            continue
        seen.add(kind)
        page = reader.get(address)
        if not page.get("Content-Type", "").startswith("text/html") or page.status_code >= 500:
            assert page.status_code < 500, address
            continue
        text = page.content.decode()
        links = Links()
        links.feed(text)
        hostile_seen += "onerror=a()" in text
        wrong += [f"{address}: {bad}" for bad in links.bad]
        if "49" in text and "{{7*7}}" not in text and HOSTILE[:3] in text:
            wrong.append(f"{address}: a template was run")
        waiting.extend(sorted(links.found))
    assert not wrong, "\n".join(wrong)
    assert hostile_seen > 10 and len(seen) > 50, (hostile_seen, len(seen))
