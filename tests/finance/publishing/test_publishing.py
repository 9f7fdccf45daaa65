"""Spending and payment figures on their way to the public: prepared by one, reviewed by another, never changed."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from backoffice.errors import NotAllowed, Refused
from backoffice.tenancy.current import in_authority
from finance.models import Period, Publication, PublicationLine
from finance.queries.publishing import ledger_spend, published_file, spend_proof
from finance.services.publishing import (
    decide_redactions,
    half_year,
    prepare_payments,
    prepare_spend,
    publish,
    review_publication,
    submit_publication,
)
from tests.conftest import AuthorityClient
from tests.finance.publishing import making

ROOT = "/cleveland/finance/publications/"
PUBLIC = "/published/cleveland/"


@pytest.fixture
def prepared(ledger: str, finance_officer: Any, finance_approver: Any) -> Publication:
    return making.prepared(finance_officer, finance_approver)


@pytest.fixture
def published(prepared: Publication, finance_officer: Any, approver: Any) -> Publication:
    return to_the_public(prepared, finance_officer, approver)


def to_the_public(publication: Publication, officer: Any, reviewer: Any) -> Publication:
    ids = list(publication.lines.filter(is_proposed=True).values_list("pk", flat=True))
    if ids:
        decide_redactions(actor=officer.actor, publication=publication, ids=ids, redaction="personal_data")
    submit_publication(actor=officer.actor, publication=publication)
    review_publication(actor=reviewer.actor, publication=publication)
    return publish(actor=reviewer.actor, publication=publication)


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def attempt(statement: str, *parameters: object) -> str:
    """The name of the constraint the database refuses with."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
    except IntegrityError as error:
        return error.__cause__.diag.constraint_name or ""  # type: ignore[union-attr]
    except DatabaseError as error:
        return type(error.__cause__).__name__
    return "allowed"


def test_a_months_spending_goes_from_the_ledger_to_an_address_read_without_signing_in(
    ledger: str, finance_officer: Any, finance_approver: Any, approver: Any
) -> None:
    making.month(finance_officer, finance_approver)
    early = finance_officer.post(f"{ROOT}prepare-spending/", {"period": "2026-10"})
    assert early.status_code == 422
    october = making.close(finance_officer)
    assert "October 2026" in finance_officer.get(ROOT).content.decode()
    made = finance_officer.post(f"{ROOT}prepare-spending/", {"period": "2026-10"}, follow=True)
    publication = Publication.objects.get()
    at = f"{ROOT}{publication.reference}/"
    page = made.content.decode()
    assert "1 proposed redaction" in page and "Pay and pension contributions" in page
    undecided = finance_officer.post(f"{at}submit/")
    assert undecided.refusal.code == "publication_redactions_undecided"

    large = publication.lines.get(amount_pence=600_000)
    finance_officer.post(
        f"/cleveland/finance/publication-lines/{large.reference}/change/",
        {"purpose": "Station doors", "value_for_money": "Lowest of three quotations.", "redaction": ""},
    )
    personal = publication.lines.get(supplier_name="Alex Wren")
    ticked = {"pk": [personal.pk], "redaction": "personal_data", "note": "A sole trader at home."}
    assert finance_officer.post(f"{at}lines/redact/", ticked).status_code == 302
    shown = finance_officer.get(f"{at}lines/?redaction=personal_data").content.decode()
    assert "Alex Wren" in shown and "Corner Stationers" not in shown
    assert finance_officer.post(f"{at}submit/").status_code == 302
    assert finance_officer.post(f"{at}review/", {"looked": "on"}).status_code == 403
    assert "Review Spending 2026-10" in approver.get("/cleveland/").content.decode()
    assert approver.post(f"{at}review/", {"looked": "on"}).status_code == 302
    assert Client().get(f"{PUBLIC}spend/2026-10.csv").status_code == 404
    assert approver.post(f"{at}publish/").status_code == 302

    answer = AuthorityClient().get(f"{PUBLIC}spend/2026-10.csv")
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/csv")
    rows = rows_of(answer.content)
    by_amount = {row["Amount net (£)"]: row for row in rows}
    assert set(by_amount) == {"6000.00", "-900.00", "750.00"}
    assert by_amount["6000.00"]["Supplier"] == "'=Harbour Joinery Ltd"  # no spreadsheet runs it
    assert by_amount["6000.00"]["Purpose"] == "Station doors"
    assert by_amount["6000.00"]["Body"] == "Cleveland Police Authority"
    assert by_amount["750.00"]["Supplier"] == "Redacted: personal data"
    for secret in ("Alex Wren", "sole trader", "Corner Stationers"):
        assert secret not in answer.content.decode()
    publication.refresh_from_db()
    proof = publication.reconciliation
    parts = sum(part[2] for part in proof["redacted"] + proof["exclusions"])
    together = proof["published_pence"] + proof["below_pence"] + parts
    assert (
        together
        == proof["ledger_pence"]
        == ledger_spend(october)
        == 600_000 - 90_000 + 75_000 + 50_000 + 560_000
    )
    in_file = sum(round(float(row["Amount net (£)"]) * 100) for row in rows)
    assert in_file == proof["published_pence"] + sum(part[2] for part in proof["redacted"])


def test_the_public_index_and_headers_let_anybody_check_and_keep_a_file(published: Publication) -> None:
    visitor = AuthorityClient()
    index = visitor.get(PUBLIC)
    address = f"{PUBLIC}spend/2026-10.csv"
    assert address in index.content.decode() and published.sha256 in index.content.decode()
    answer = visitor.get(address)
    assert hashlib.sha256(answer.content).hexdigest() == published.sha256
    digest = base64.b64encode(bytes.fromhex(published.sha256)).decode()
    assert answer["Repr-Digest"] == f"sha-256=:{digest}:"
    assert answer["Cache-Control"] == "public, max-age=3600" and not visitor.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert visitor.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert visitor.post(address).status_code == 405


def test_whoever_is_signed_in_reads_the_same_file_and_no_proxy_learns_who(
    published: Publication, finance_officer: Any, outsider: Any
) -> None:
    for person in (finance_officer, outsider):
        answer = person.get(f"{PUBLIC}spend/2026-10.csv")
        assert answer.status_code == 200 and answer["Cache-Control"].startswith("public")
        assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.isolation
def test_nothing_that_is_not_published_is_found_whatever_is_asked_for(
    published: Publication, finance_officer: Any, approver: Any, durham: str
) -> None:
    correction = prepare_spend(
        actor=finance_officer.actor, period=Period.objects.get(code="2026-10"), correction_reason="A credit"
    )
    assert correction.version == 2 and published_file(dataset="spend", filename="2026-10-v2.csv") is None
    visitor = AuthorityClient()
    unknown = visitor.get("/published/nowhere/spend/2026-10.csv")
    for address in [
        f"{PUBLIC}spend/2026-10-v2.csv",
        f"{PUBLIC}spend/2026-10-v1.csv",
        f"{PUBLIC}spend/2026-10-v01.csv",
        f"{PUBLIC}spend/2026-10-v².csv",
        f"{PUBLIC}spend/2026-09.csv",
        f"{PUBLIC}spend/2026-10",
        f"{PUBLIC}payments/2026-10.csv",
        f"{PUBLIC}spend/..%2F2026-10.csv",
        f"{PUBLIC}spend/{correction.reference}.csv",
        "/published/durham/",
        "/published/durham/spend/2026-10.csv",
        "/published/Cleveland/spend/2026-10.csv",
        "/published/a_cleveland/spend/2026-10.csv",
        "/published/public/spend/2026-10.csv",
        "/published/cleveland%27%3B--/spend/2026-10.csv",
    ]:
        answer = visitor.get(address)
        assert answer.status_code == 404, address
        assert len(answer.content) == len(unknown.content), address
    with in_authority(durham):
        assert Publication.objects.count() == 0


def test_a_correction_stands_beside_the_file_which_stays_and_says_so(
    published: Publication, finance_officer: Any, approver: Any
) -> None:
    october = Period.objects.get(code="2026-10")
    before = AuthorityClient().get(f"{PUBLIC}spend/2026-10.csv").content
    with pytest.raises(Refused, match="published already"):
        prepare_spend(actor=finance_officer.actor, period=october)
    second = prepare_spend(
        actor=finance_officer.actor, period=october, correction_reason="A name was published in full"
    )
    kept = second.lines.get(supplier_name="Alex Wren")
    assert kept.redaction == "personal_data" and kept.is_proposed  # as last time, and somebody decides again
    to_the_public(second, finance_officer, approver)
    old = AuthorityClient().get(f"{PUBLIC}spend/2026-10.csv")
    assert old.content == before
    assert old["Link"] == f'<{PUBLIC}spend/2026-10-v2.csv>; rel="latest-version"'
    assert "Link" not in AuthorityClient().get(f"{PUBLIC}spend/2026-10-v2.csv")
    index = AuthorityClient().get(PUBLIC).content.decode()
    assert "Superseded by version 2" in index and "A name was published in full" in index
    page = finance_officer.get(f"{ROOT}{second.reference}/differences/").content.decode()
    assert "No supplier comes to another amount" in page


@pytest.mark.parametrize(
    ("statement", "guard"),
    [
        ("UPDATE finance_publication SET content = 'x' WHERE id = %s", "finance_publication_frozen"),
        ("UPDATE finance_publication SET state = 'draft' WHERE id = %s", "finance_publication_frozen"),
        ("UPDATE finance_publication SET name = '2026-09' WHERE id = %s", "finance_publication_frozen"),
        ("DELETE FROM finance_publication WHERE id = %s", "InsufficientPrivilege"),
        (
            "UPDATE finance_publicationline SET supplier_name = 'x' WHERE publication_id = %s",
            "finance_publicationline_frozen",
        ),
        ("DELETE FROM finance_publicationline WHERE publication_id = %s", "finance_publicationline_frozen"),
    ],
)
def test_no_sql_changes_what_was_published(published: Publication, statement: str, guard: str) -> None:
    assert attempt(statement, published.pk) == guard


def test_no_sql_publishes_what_nobody_else_reviewed(prepared: Publication, finance_officer: Any) -> None:
    me = finance_officer.member.pk
    step = "UPDATE finance_publication SET state = 'review', submitted_by_id = %s, submitted_at = now() WHERE id = %s"
    straight = (
        "UPDATE finance_publication SET state = 'published', content = 'x', row_count = 0, published_by_id = %s,"
        " published_at = now(), sha256 = encode(sha256('x'), 'hex') WHERE id = %s"
    )
    own = "UPDATE finance_publication SET state = 'reviewed', reviewed_by_id = %s, reviewed_at = now() WHERE id = %s"
    assert attempt(straight, me, prepared.pk) == "finance_publication_moves"
    assert attempt(step, me, prepared.pk) == "allowed"
    assert attempt(own, me, prepared.pk) in (
        "finance_publication_redactions_reviewed",
        "finance_publication_reviewed_by_another",
    )
    assert attempt(straight, me, prepared.pk) == "finance_publication_moves"
    assert attempt("UPDATE finance_publicationline SET redaction = ''") == "finance_publicationline_frozen"


def test_who_decided_a_redaction_never_reviews_it(
    prepared: Publication, finance_officer: Any, as_member: Any
) -> None:
    both = as_member("finance_officer", "finance_approver", name="Bo Hay")
    ids = list(prepared.lines.filter(is_proposed=True).values_list("pk", flat=True))
    decide_redactions(actor=both.actor, publication=prepared, ids=ids, redaction="")
    submit_publication(actor=finance_officer.actor, publication=prepared)
    with pytest.raises(NotAllowed, match="You prepared"):
        review_publication(actor=both.actor, publication=prepared)
    sql = "UPDATE finance_publication SET state = 'reviewed', reviewed_by_id = %s, reviewed_at = now() WHERE id = %s"
    assert attempt(sql, both.member.pk, prepared.pk) == "finance_publication_redactions_reviewed"


def test_a_returned_publication_is_read_again_and_keeps_what_was_decided(
    prepared: Publication, finance_officer: Any, approver: Any
) -> None:
    at = f"{ROOT}{prepared.reference}/"
    line = prepared.lines.get(amount_pence=-90_000)
    decide_redactions(
        actor=finance_officer.actor,
        publication=prepared,
        ids=list(prepared.lines.values_list("pk", flat=True)),
        redaction="commercial",
        note="A framework",
    )
    submit_publication(actor=finance_officer.actor, publication=prepared)
    assert approver.post(f"{at}return/", {"reason": "Only the individual"}).status_code == 302
    assert "Only the individual" in finance_officer.get(at).content.decode()
    finance_officer.post("/cleveland/finance/publications/rules/", {"threshold_pence": "1000"})
    assert finance_officer.post(f"{at}read-again/").status_code == 302
    again = PublicationLine.objects.get(publication=prepared, invoice=line.invoice)
    assert again.redaction == "commercial" and again.reference == line.reference
    prepared.refresh_from_db()
    assert spend_proof(prepared).difference_pence == 0
    assert finance_officer.post(f"{at}give-up/").status_code == 302
    assert Publication.objects.get().state == "given_up"
    again_made = prepare_spend(actor=finance_officer.actor, period=Period.objects.get(code="2026-10"))
    assert again_made.version == 1 and again_made.pk != prepared.pk


def test_the_threshold_is_the_authoritys_and_asked_of_the_whole_transaction(
    ledger: str, finance_officer: Any, finance_approver: Any
) -> None:
    making.month(finance_officer, finance_approver)
    october = making.close(finance_officer)
    rules = {"threshold_pence": "499.99", "body_name": "Office for Policing"}
    assert finance_approver.post(f"{ROOT}rules/", rules).status_code == 302
    publication = prepare_spend(actor=finance_officer.actor, period=october)
    assert publication.threshold_pence == 49_999
    assert publication.lines.filter(supplier_name="Corner Stationers").count() == 1
    assert spend_proof(publication).difference_pence == 0
    assert (
        "Office for Policing"
        in b"".join(finance_officer.get(f"{ROOT}{publication.reference}/preview/").streaming_content).decode()
    )


def test_half_a_years_payment_figures_are_published_once_it_is_over(
    ledger: str, finance_officer: Any, approver: Any
) -> None:
    assert half_year(date(2026, 9, 30)).name == "2026-27-first-half"
    assert half_year(date(2027, 3, 31)) == ("2026-27-second-half", date(2026, 10, 1), date(2027, 4, 1))
    with pytest.raises(Refused, match="not over"):
        prepare_payments(actor=finance_officer.actor, starts_on=date(2026, 10, 1), today=date(2026, 10, 30))
    page = finance_officer.post(f"{ROOT}prepare-payments/", {"starts_on": "2026-04-01"}, follow=True)
    assert "How soon suppliers were paid" in page.content.decode()
    to_the_public(Publication.objects.get(), finance_officer, approver)
    rows = rows_of(AuthorityClient().get(f"{PUBLIC}payments/2026-27-first-half.csv").content)
    assert rows[-1]["Month"] == "Half year" and rows[-1]["Paid within 30 days (%)"] == "100.00"


def test_publications_are_read_over_the_api(published: Publication, finance_officer: Any) -> None:
    answer = finance_officer.get(reverse("api:publications-detail", args=[published.reference])).json()
    assert answer["sha256"] == published.sha256 and answer["address"] == f"{PUBLIC}spend/2026-10.csv"
    assert "content" not in answer
