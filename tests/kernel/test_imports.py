"""A file's way in, from upload to load, with everything that can be wrong with it."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from backoffice.clock import business_date
from backoffice.imports.models import Batch, BatchState, Mapping
from backoffice.imports.services import (
    ImportHasProblems,
    OtherAuthority,
    SameFile,
    check_batch,
    load_batch,
    load_file,
    upload_file,
)
from backoffice.imports.specs import ImportSpec, Problem, next_after, specs_for
from backoffice.numbering.models import Counter
from backoffice.tenancy.roles import ROLES
from tests.kernel.files import csv_bytes, workbook_bytes

GOOD = csv_bytes(("Series", "Last", "Start date"), ("a1", "5", "01/02/2026"), ("b2", "7", ""))
MIXED = csv_bytes(
    ("Series", "Last", "Start date"), ("a1", "5", "31/02/2026"), ("b2", "7", ""), ("unknown", "1", "")
)


def send(person: Any, content: bytes, name: str = "counters.csv") -> Any:
    return person.post(
        "/cleveland/imports/test.counters/", {"file": SimpleUploadedFile(name, content)}, follow=True
    )


def staged(person: Any, content: bytes, name: str = "counters.csv") -> Batch:
    batch = upload_file(actor=person.actor, kind="test.counters", file=io.BytesIO(content), filename=name)
    return check_batch(actor=person.actor, batch=batch, today=business_date())


def load_page(person: Any, batch: Batch, **data: str) -> Any:
    return person.post(reverse("imports:load", args=["test.counters", batch.reference]), data, follow=True)


def test_a_good_file_is_previewed_and_changes_nothing_until_it_is_loaded(
    clerk: Any, counters: ImportSpec
) -> None:
    page = send(clerk, GOOD)
    assert page.status_code == 200 and b"Load the file" in page.content
    assert not Counter.objects.filter(series="A1").exists()
    batch = Batch.objects.get()
    assert batch.counts == {"new": 2, "changed": 0, "unchanged": 0, "wrong": 0}
    page = load_page(clerk, batch)
    assert page.status_code == 200 and b"is loaded" in page.content
    assert Counter.objects.get(series="A1").last == 5
    batch.refresh_from_db()
    assert batch.state == BatchState.LOADED and batch.result == {"added": 2, "changed": 0}
    assert batch.loaded_by_id == clerk.member.pk


def test_a_loaded_file_leads_on_to_what_was_loaded_and_to_the_next_kind_of_file(
    clerk: Any, counters: ImportSpec
) -> None:
    batch = staged(clerk, GOOD)
    page = load_page(clerk, batch).content.decode()
    assert "What next" in page and 'href="/cleveland/imports/"' in page


def test_every_kind_of_file_names_a_page_that_shows_what_was_loaded_and_the_next_one(
    cleveland: str, as_member: Any
) -> None:
    everybody = as_member(*ROLES).actor
    ordered = [spec for spec in specs_for(everybody) if spec.function in {"hr", "finance", "payroll"}]
    assert all(reverse(spec.opens[0], args=spec.opens[1:]) for spec in ordered)
    assert [next_after(spec, everybody) for spec in ordered[:-1]] == ordered[1:]
    assert next_after(ordered[-1], everybody) is None


def test_wrong_rows_are_told_by_row_and_column_and_come_back_as_a_file(
    clerk: Any, counters: ImportSpec
) -> None:
    page = send(clerk, MIXED)
    text = page.content.decode()
    assert "Start date: 31/02/2026 does not exist. Give a date such as 28/02/2026." in text
    assert "There is no series UNKNOWN" in text
    batch = Batch.objects.get()
    address = f"/cleveland/imports/test.counters/{batch.reference}/wrong"
    answer = clerk.get(f"{address}.csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert rows[0] == ["Series", "Last", "Start date", "Reason"]
    assert rows[1][:3] == ["a1", "5", "31/02/2026"]
    assert rows[1][3] == "Row 2, Start date: 31/02/2026 does not exist. Give a date such as 28/02/2026."
    workbook = clerk.get(f"{address}.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(workbook.streaming_content))).active
    assert sheet is not None and sheet.max_row == 3


def test_a_file_with_wrong_rows_is_loaded_only_as_its_good_rows_and_only_when_asked(
    clerk: Any, counters: ImportSpec
) -> None:
    batch = staged(clerk, MIXED)
    page = load_page(clerk, batch)
    assert page.status_code == 422 and page.refusal.code == "import_has_problems"
    assert not Counter.objects.exists()
    page = load_page(clerk, batch, rows="good")
    assert page.status_code == 200
    assert list(Counter.objects.values_list("series", flat=True)) == ["B2"]


def test_the_mended_wrong_rows_load_with_their_reason_column_still_there(
    clerk: Any, counters: ImportSpec
) -> None:
    send(clerk, MIXED)
    mended = csv_bytes(("Series", "Last", "Start date", "Reason"), ("a1", "5", "28/02/2026", "Row 2"))
    page = send(clerk, mended, "mended.csv")
    assert b"Load the file" in page.content and b"Passed over" not in page.content


def test_two_rows_with_one_key_name_each_other(clerk: Any, counters: ImportSpec) -> None:
    batch = staged(clerk, csv_bytes(("Series", "Last"), ("a1", "5"), ("b", "1"), ("A1", "6")))
    told = {row.number: row.problems[0]["message"] for row in batch.rows.filter(outcome="")}
    assert told == {2: "Series A1 stands in row 4 too.", 4: "Series A1 stands in row 2 too."}


def test_loading_twice_loads_once(clerk: Any, counters: ImportSpec) -> None:
    batch = staged(clerk, GOOD)
    first = load_batch(actor=clerk.actor, batch=batch, accept_good=False, today=business_date())
    Counter.objects.filter(series="A1").update(last=99)
    again = load_batch(actor=clerk.actor, batch=batch, accept_good=False, today=business_date())
    assert again.loaded_at == first.loaded_at and Counter.objects.get(series="A1").last == 99


def test_the_same_file_is_refused_with_who_loaded_it_and_when(clerk: Any, counters: ImportSpec) -> None:
    load_page(clerk, staged(clerk, GOOD))
    page = send(clerk, GOOD, "again.csv")
    assert page.status_code == 409 and page.refusal.code == "import_same_file"
    assert "Clare Rowntree" in page.refusal.message and Batch.objects.count() == 1


def test_the_same_file_staged_twice_loads_once(clerk: Any, counters: ImportSpec) -> None:
    one, two = staged(clerk, GOOD), staged(clerk, GOOD, "copy.csv")
    load_page(clerk, one)
    with pytest.raises(SameFile):
        load_batch(actor=clerk.actor, batch=two, accept_good=False, today=business_date())


def test_a_file_for_another_authority_is_refused(clerk: Any, counters: ImportSpec) -> None:
    content = csv_bytes(("Series", "Last", "Authority"), ("a1", "5", "Cleveland"), ("b1", "5", "Durham"))
    with pytest.raises(OtherAuthority) as refused:
        staged(clerk, content)
    assert "row 3 names Durham" in refused.value.message and not Batch.objects.exists()


def test_columns_of_another_system_are_matched_once_and_remembered(clerk: Any, counters: ImportSpec) -> None:
    foreign = csv_bytes(("Reihe", "Zuletzt"), ("a1", "5"))
    page = send(clerk, foreign)
    assert b"Match the columns" in page.content and b"Zuletzt" in page.content
    batch = Batch.objects.get()
    match = reverse("imports:match", args=["test.counters", batch.reference])
    page = clerk.post(match, {"series": "0", "last": "", "starts_on": ""})
    assert page.status_code == 422
    page = clerk.post(match, {"series": "0", "last": "0", "starts_on": ""})
    assert page.status_code == 422 and page.refusal.code == "import_heading_twice"
    page = clerk.post(match, {"series": "0", "last": "1", "starts_on": ""}, follow=True)
    assert b"Load the file" in page.content
    assert Mapping.objects.get().columns == {"series": "Reihe", "last": "Zuletzt"}
    page = send(clerk, csv_bytes(("REIHE", "zuletzt"), ("b1", "5")), "next.csv")
    assert b"Load the file" in page.content


def test_the_template_can_be_taken_filled_in_and_loaded(clerk: Any, counters: ImportSpec) -> None:
    answer = clerk.get(reverse("imports:template", args=["test.counters", "xlsx"]))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Counters", "Columns"]
    page = send(clerk, answer.content, "filled.xlsx")
    assert b"Load the file" in page.content
    assert (
        send(clerk, clerk.get(reverse("imports:template", args=["test.counters", "csv"])).content).status_code
        == 200
    )


def test_a_formula_in_the_file_stays_refused_when_loading(clerk: Any, counters: ImportSpec) -> None:
    batch = staged(clerk, workbook_bytes(("Series", "Last"), ("A1", "=1+1"), ("B1", 3)), "f.xlsx")
    assert batch.wrong == 1
    load_batch(actor=clerk.actor, batch=batch, accept_good=True, today=business_date())
    assert list(Counter.objects.values_list("series", flat=True)) == ["B1"]


def test_a_file_that_is_no_table_is_refused_on_the_page(clerk: Any, counters: ImportSpec) -> None:
    page = send(clerk, b"%PDF-1.7 not a table", "people.pdf")
    assert page.status_code == 422 and page.refusal is not None
    assert not Batch.objects.exists()


def test_a_large_file_is_checked_and_loaded_as_jobs(
    clerk: Any, counters: ImportSpec, monkeypatch: Any
) -> None:
    from backoffice.imports import views
    from backoffice.jobs.models import Job
    from backoffice.jobs.testing import run_job

    monkeypatch.setattr(views, "CHECKED_AT_ONCE_BYTES", 10)
    monkeypatch.setattr(views, "LOADED_AT_ONCE_ROWS", 1)
    send(clerk, GOOD)
    job = run_job(Job.objects.get())
    assert job.state == "done" and "2 rows checked" in job.message
    batch = Batch.objects.get()
    assert batch.state == BatchState.CHECKED
    load_page(clerk, batch)
    load_page(clerk, batch)
    job = Job.objects.get(kind="imports.load")  # a second click is the same job
    assert run_job(job).state == "done"
    batch.refresh_from_db()
    assert batch.state == BatchState.LOADED


def test_commands_load_a_file_whole_or_not_at_all(clerk: Any, counters: ImportSpec, tmp_path: Path) -> None:
    path = tmp_path / "counters.csv"
    path.write_bytes(MIXED)
    with pytest.raises(ImportHasProblems) as refused:
        load_file(actor=clerk.actor, kind="test.counters", path=path)
    assert str(refused.value.problems[0]).startswith("Row 2, Start date: 31/02/2026 does not exist.")
    assert not Counter.objects.exists() and not Batch.objects.exists()
    path.write_bytes(GOOD)
    result = load_file(actor=clerk.actor, kind="test.counters", path=path)
    assert result.counts == {"added": 2, "changed": 0}


def test_those_without_the_permission_see_no_import(employee: Any, counters: ImportSpec) -> None:
    assert employee.get("/cleveland/imports/test.counters/").status_code == 403
    assert b"Counters" not in employee.get("/cleveland/imports/").content


def test_20_000_rows_are_checked_and_loaded_within_seconds(
    clerk: Any, counters: ImportSpec, tmp_path: Path
) -> None:
    import time

    path = tmp_path / "many.csv"
    path.write_text("Series,Last\n" + "".join(f"S{number},{number}\n" for number in range(20_000)))
    before = time.monotonic()
    result = load_file(actor=clerk.actor, kind="test.counters", path=path)
    assert result.counts["added"] == 20_000
    assert time.monotonic() - before < 15


def test_a_columns_name_is_said_once() -> None:
    said = Problem(2, "tax_code", "Tax code", "Tax code 1257 cannot exist.", "Give the one on the notice.")
    assert str(said) == "Row 2, Tax code 1257 cannot exist. Give the one on the notice."
    other = Problem(3, "starts_on", "Start date", "31/02/2026 does not exist.")
    assert str(other) == "Row 3, Start date: 31/02/2026 does not exist."
    assert str(Problem(4, "", "", "Nothing is given.")) == "Row 4: Nothing is given."
