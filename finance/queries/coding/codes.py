"""Projects and VAT codes."""

from __future__ import annotations

from django.db.models import QuerySet

from backoffice.actor import Actor
from backoffice.errors import Missing
from finance.models import JournalLine, Project, VatCode


def projects_for(*, viewer: Actor) -> QuerySet[Project]:
    """The projects the viewer may see."""
    return Project.objects.all() if viewer.can("finance.view") else Project.objects.none()


def project_for(*, viewer: Actor, reference: str) -> Project:
    """One project, or `Missing`."""
    found = projects_for(viewer=viewer).select_related("cost_centre").filter(reference=reference).first()
    if found is None:
        raise Missing("There is no such project.", next_step="Choose one from the list.")
    return found


def project_lines(*, viewer: Actor, project: Project) -> QuerySet[JournalLine]:
    """The posted lines that name the project, on whatever account, with what a row shows."""
    if not viewer.can("finance.view"):
        return JournalLine.objects.none()
    return JournalLine.objects.filter(project=project, journal__state="posted").select_related(
        "journal", "account", "cost_centre", "objective", "project"
    )


def vat_codes_for(*, viewer: Actor) -> QuerySet[VatCode]:
    """The VAT codes the viewer may see."""
    return VatCode.objects.all() if viewer.can("finance.view") else VatCode.objects.none()


def vat_code_for(*, viewer: Actor, reference: str) -> VatCode:
    """One VAT code, or `Missing`."""
    found = vat_codes_for(viewer=viewer).filter(reference=reference).first()
    if found is None:
        raise Missing("There is no such VAT code.", next_step="Choose one from the list.")
    return found
