"""Publications as those who prepare them see them, and the published ones as everybody does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, OuterRef, QuerySet, Subquery, Sum

from backoffice.actor import Actor
from backoffice.errors import Missing
from finance.models import Period, Publication, PublicationLine, PublishingRules

PUBLISHED = Publication.State.PUBLISHED
LIGHT = ("content",)  # never read where it is not served


def rules() -> PublishingRules:
    """What the authority decided, or the defaults."""
    return PublishingRules.objects.first() or PublishingRules()


def publications_for(*, viewer: Actor) -> QuerySet[Publication]:
    """Every publication without its content, with `latest`: the last published version of its file."""
    latest = (
        Publication.objects.filter(dataset=OuterRef("dataset"), name=OuterRef("name"), state=PUBLISHED)
        .order_by()
        .values("name")
        .annotate(last=Max("version"))
        .values("last")
    )
    found = (
        Publication.objects.defer(*LIGHT)
        .select_related("made_by", "submitted_by", "reviewed_by", "published_by")
        .annotate(latest=Subquery(latest))
    )
    return found if viewer.can("finance.view") else found.none()


def publication_for(*, viewer: Actor, reference: str) -> Publication:
    """One publication; `Missing`, too, if it is not theirs to see."""
    found = publications_for(viewer=viewer).filter(reference=reference).first()
    if found is None:
        raise Missing("There is no such publication.", next_step="Choose one from the list of publications.")
    return found


def lines_for(*, viewer: Actor, publication: Publication) -> QuerySet[PublicationLine]:
    """Its lines with what a row shows."""
    found = PublicationLine.objects.filter(publication=publication).select_related(
        "supplier", "invoice", "account", "objective", "changed_by"
    )
    return found if viewer.can("finance.view") else found.none()


def line_for(*, viewer: Actor, reference: str) -> PublicationLine:
    """One line, or `Missing`."""
    found = (
        PublicationLine.objects.filter(reference=reference)
        .select_related("publication", "supplier", "invoice", "account", "objective", "changed_by")
        .first()
    )
    if found is None or not viewer.can("finance.view"):
        raise Missing("There is no such line.", next_step="Open it from its publication.")
    return found


def published_files() -> QuerySet[Publication]:
    """What anybody may read, newest month first; without its content. Of the authority that is set."""
    return (
        Publication.objects.filter(state=PUBLISHED)
        .defer(*LIGHT)
        .order_by("dataset", "-starts_on", "-version")
    )


def published_file(*, dataset: str, filename: str) -> Publication | None:
    """The published file at an address, with its content; None for whatever else is asked for."""
    if not filename.endswith(".csv"):
        return None
    name, mark, version = filename.removesuffix(".csv").partition("-v")
    if mark and not (version.isascii() and version.isdigit() and int(version[:6]) >= 2 and version[0] != "0"):
        return None
    return Publication.objects.filter(
        state=PUBLISHED, dataset=dataset, name=name, version=int(version[:6]) if mark else 1
    ).first()


def latest_version(publication: Publication) -> Publication | None:
    """The version that supersedes it; None for the last one."""
    return (
        published_files()
        .filter(dataset=publication.dataset, name=publication.name, version__gt=publication.version)
        .order_by("-version")
        .first()
    )


def months_to_publish(*, viewer: Actor, today: date) -> list[Period]:
    """Closed months of the last year whose spending is neither published nor on its way."""
    if not viewer.can("finance.prepare_publication"):
        return []
    taken = Publication.objects.filter(dataset=Publication.Dataset.SPEND).exclude(
        state=Publication.State.GIVEN_UP
    )
    return list(
        Period.objects.filter(
            state__in=[Period.State.CLOSED, Period.State.LOCKED],
            starts_on__gte=today.replace(year=today.year - 1, day=1),
        )
        .exclude(code__in=taken.values("name"))
        .order_by("starts_on")[:50]
    )


@dataclass(frozen=True, slots=True)
class SupplierChange:
    """What one supplier comes to in this file and the one it is compared with, in pence."""

    supplier: str
    reference: str
    before_pence: int
    now_pence: int

    @property
    def change_pence(self) -> int:
        return self.now_pence - self.before_pence


def file_before(publication: Publication) -> Publication | None:
    """What it is compared with: the version it corrects, else the last file of an earlier month."""
    files = published_files().filter(dataset=publication.dataset)
    corrected = (
        files.filter(name=publication.name, version__lt=publication.version).order_by("-version").first()
    )
    return corrected or (
        files.filter(starts_on__lt=publication.starts_on).order_by("-starts_on", "-version").first()
    )


def differences(*, viewer: Actor, publication: Publication, before: Publication) -> list[SupplierChange]:
    """By supplier, the largest change first. Two queries."""
    if not viewer.can("finance.view"):
        return []
    sums: dict[tuple[str, str], list[int]] = {}
    for place, of in enumerate((before, publication)):
        rows = (
            PublicationLine.objects.filter(publication=of)
            .values_list("supplier__name", "supplier__reference")
            .annotate(pence=Sum("amount_pence"))
            .order_by("supplier__name", "supplier__reference")
        )
        for name, reference, pence in rows:
            sums.setdefault((name, reference), [0, 0])[place] = int(pence)
    found = [SupplierChange(*key, *pence) for key, pence in sums.items() if pence[0] != pence[1]]
    return sorted(found, key=lambda change: (-abs(change.change_pence), change.supplier))
