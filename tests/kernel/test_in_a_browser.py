"""The kernel's pages in a real browser, wide and narrow: nothing axe finds, nothing on the console."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from backoffice.api.services import allow_token
from backoffice.approvals.services import request_approval
from backoffice.documents.services import log_access, store_document
from backoffice.imports.models import Batch
from backoffice.jobs.services import start_job
from backoffice.jobs.testing import run_job
from backoffice.links import Link
from hr.models import Employment, Person
from tests.kernel.files import csv_bytes
from tests.ui.browser import WIDTHS, browser, faults, fulfil, page_of

pytestmark = pytest.mark.browser


@pytest.fixture
def addresses(
    as_member: Any,
    cleveland: str,
    counters: Any,
    handler: dict[str, Any],
    decisions: list[str],
    letters: str,
    owner: Any,
) -> tuple[Any, dict[str, str]]:
    """Somebody with every role, and a page of each kind with something on it."""
    roles = (
        "service_centre_clerk",
        "payroll_officer",
        "payroll_approver",
        "authority_administrator",
        "auditor",
    )
    person = as_member(*roles, name="Ines Every")
    other = as_member("payroll_officer", name="Peter Payroll")
    upload = "/cleveland/imports/test.counters/"
    wrong = csv_bytes(("Series", "Last", "Start date"), ("a1", "5", "31/02/2026"), ("b2", "7", ""))
    person.post(upload, {"file": SimpleUploadedFile("wrong.csv", wrong)})
    person.post(
        upload, {"file": SimpleUploadedFile("foreign.csv", csv_bytes(("Reihe", "Zuletzt"), ("a", "1")))}
    )
    checked, foreign = Batch.objects.get(filename="wrong.csv"), Batch.objects.get(filename="foreign.csv")
    job = start_job(actor=person.actor, kind="test.job", params={})

    def crash(run: Any) -> None:
        raise KeyError

    handler["run"] = crash
    failed = start_job(actor=person.actor, kind="test.job", params={})
    with pytest.raises(KeyError):
        run_job(failed)
    mine = request_approval(
        actor=other.actor, kind="test.run", target=Link("test", 1), summary="Pay run October"
    )
    request_approval(actor=person.actor, kind="test.run", target=Link("test", 2), summary="Pay run November")
    document = store_document(actor=person.actor, kind=letters, filename="letter.pdf", content=b"%PDF-1.7\n")
    log_access(actor=person.actor, document=document)
    allow_token(
        actor=person.actor,
        name="Rostering",
        member=person.member,
        scopes=["payroll.view"],
        expires_on=date.today() + timedelta(days=30),
    )
    owner(f"UPDATE tenants_user SET is_service_administrator = true WHERE identity = '{person.identity}'")
    ellen = Person.objects.create(first_names="Ellen", last_name="Marsham", born_on="1985-02-14")
    Employment.objects.create(person=ellen, number="700900", workforce_type="STAFF", starts_on="2019-09-01")
    return person, {
        "home": "/cleveland/",
        "sent": "/cleveland/?tab=sent",
        "search": "/cleveland/search/?q=marsh",
        "nothing": "/cleveland/search/?q=nobody",
        "onboarding": "/authorities/new/",
        "authority": "/authorities/served/cleveland/",
        "coming": "/authorities/served/west-mercia/",
        "jobs": "/cleveland/jobs/",
        "job": f"/cleveland/jobs/{job.reference}",
        "failed": f"/cleveland/jobs/{failed.reference}",
        "imports": "/cleveland/imports/",
        "upload": upload,
        "columns": f"{upload}columns",
        "batch": f"{upload}{checked.reference}",
        "match": f"{upload}{foreign.reference}/match",
        "reports": "/cleveland/reports/",
        "documents": "/cleveland/documents/log",
        "approvals": "/cleveland/approvals/",
        "approval": f"/cleveland/approvals/{mine.reference}",
        "audit": "/cleveland/audit/?record=tenancy.member",
        "tokens": "/cleveland/tokens/",
        "allow": "/cleveland/tokens/new",
    }


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_holds_what_a_page_must(addresses: Any, width: int) -> None:
    person, pages = addresses
    answers = {
        address: person.get(address) for address in pages.values()
    }  # before the browser's loop is there
    pictures = os.environ.get("PICTURES")
    told: dict[str, list[str]] = {}
    with browser() as chromium, page_of(chromium, width=width) as (page, said):
        page.route("**/*", lambda route: fulfil(route, answers))
        for name, address in pages.items():
            answer = page.goto(f"http://localhost{address}")
            assert answer is not None and answer.status == 200, (name, answer)
            found = faults(page)
            if found or said:
                told[name] = [*found, *said]
            said.clear()
            if pictures:
                page.screenshot(path=str(Path(pictures) / f"{name}-{width}.png"), full_page=True)
    assert not told
