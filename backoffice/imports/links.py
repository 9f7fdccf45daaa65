"""Import files as other records link to them."""

from __future__ import annotations

from backoffice.actor import Actor
from backoffice.documents.models import Document
from backoffice.imports.models import Batch
from backoffice.imports.specs import SPECS


def batch_url(id: int) -> str:
    return Batch.objects.get(pk=id).get_absolute_url()


def batch_title(id: int) -> str:
    return Batch.objects.get(pk=id).filename


def may_see_file(viewer: Actor, document: Document) -> bool:
    """Whoever may load the kind of file may read one."""
    batch = Batch.objects.filter(document=document).first()
    spec = SPECS.get(batch.kind) if batch else None
    return spec is not None and viewer.can(spec.permission)
