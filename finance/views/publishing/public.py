"""What anybody reads without signing in: the list of an authority's published files, and the files.

Whatever is not published answers alike, as does an authority that has published nothing or does not exist.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager

from django.http import Http404, HttpRequest, HttpResponse
from django.template import loader
from django.urls import reverse
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from backoffice.tenancy.authorities import AuthorityInfo, UnknownAuthority, authority_named
from backoffice.tenancy.current import in_authority
from backoffice.tenancy.middleware import answers_here
from finance.models import Publication
from finance.queries.publishing import latest_version, published_file, published_files

KEPT_FOR = (
    "public, max-age=3600"  # by browsers and proxies; the file never changes, whether it is the last one may
)
DESCRIPTIONS = {
    "spend": "Spending with suppliers above the threshold, month by month, net of the VAT that is recovered.",
    "payments": "How soon suppliers' invoices are paid, by half year.",
}


@contextmanager
def _publisher(request: HttpRequest, slug: str) -> Iterator[AuthorityInfo]:
    try:
        authority = authority_named(slug)
    except UnknownAuthority:
        raise Http404 from None
    if authority.slug != slug or "finance" not in authority.functions or not answers_here(request, slug):
        raise Http404
    with in_authority(authority.slug):
        yield authority


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """Every file the authority has published, with its hash, superseded ones too."""
    with _publisher(request, slug) as authority:
        files = list(published_files())
        if not files:
            raise Http404
        newest: dict[tuple[str, str], int] = {}
        for each in files:
            newest.setdefault((each.dataset, each.name), each.version)
        sets = [
            {
                "label": label,
                "description": DESCRIPTIONS[dataset],
                "files": [
                    {
                        "file": each,
                        "url": address_of(each, authority.slug),
                        "superseded_by": newer
                        if (newer := newest[each.dataset, each.name]) > each.version
                        else None,
                    }
                    for each in files
                    if each.dataset == dataset
                ],
            }
            for dataset, label in Publication.Dataset.choices
        ]
        page = loader.get_template("finance/publishing/published.html").render(
            {"authority": authority, "sets": [each for each in sets if each["files"]]}
        )
    response = HttpResponse(page)
    response["Cache-Control"] = KEPT_FOR
    return response


@require_safe
def file(request: HttpRequest, slug: str, dataset: str, filename: str) -> HttpResponse:
    """The file as it was published, to the byte."""
    with _publisher(request, slug):
        found = published_file(dataset=dataset, filename=filename)
        if found is None or found.content is None or found.published_at is None:
            raise Http404
        newer = latest_version(found)
    etag = f'"{found.sha256}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(bytes(found.content), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{slug}-{found.dataset}-{found.filename}"'
        response["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(found.sha256)).decode()}:"
        response["X-Content-Type-Options"] = "nosniff"
    response["ETag"], response["Cache-Control"] = etag, KEPT_FOR
    if newer is not None:
        response["Link"] = f'<{address_of(newer, slug)}>; rel="latest-version"'
        response["X-Superseded-By"] = f"version {newer.version}"
    return response


def address_of(publication: Publication, slug: str) -> str:
    """Where it is read without signing in."""
    return reverse("published:file", args=[slug, publication.dataset, publication.filename])
