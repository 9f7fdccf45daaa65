"""Projects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from backoffice.actor import Actor
from backoffice.errors import Conflict, Refused
from backoffice.services import lock, service
from finance.errors import UnknownCode
from finance.models import CostCentre, Project

FIELDS = ("name", "cost_centre_id", "starts_on", "ends_before")


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project as a file or a form gives it; `cost_centre` is a code."""

    code: str
    name: str
    cost_centre: str | None = None
    starts_on: date | None = None
    ends_before: date | None = None


@service(permission="finance.change_chart")
def put_projects(*, actor: Actor, rows: Sequence[ProjectRow]) -> dict[str, int]:
    """Add projects and change those whose code exists. Four statements, however many rows."""
    centres = dict(
        CostCentre.objects.filter(code__in={row.cost_centre for row in rows if row.cost_centre}).values_list(
            "code", "id"
        )
    )
    existing = {p.code: p for p in Project.objects.filter(code__in=[row.code for row in rows])}
    added, changed = [], []
    for row in rows:
        if row.cost_centre and row.cost_centre not in centres:
            raise UnknownCode(
                f"{row.code}: there is no cost centre {row.cost_centre}.",
                where="cost_centre",
                next_step="Choose one from the list, or add the cost centre first.",
            )
        wanted = {
            "name": row.name,
            "cost_centre_id": centres[row.cost_centre] if row.cost_centre else None,
            "starts_on": row.starts_on,
            "ends_before": row.ends_before,
        }
        project = existing.get(row.code)
        if project is None:
            added.append(Project(code=row.code, **wanted))
        elif any(getattr(project, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(project, name, value)
            changed.append(project)
    Project.objects.bulk_create(added, batch_size=1000)
    Project.objects.bulk_update(changed, FIELDS, batch_size=500)
    return {"added": len(added), "changed": len(changed)}


@service(permission="finance.change_chart")
def add_project(*, actor: Actor, row: ProjectRow) -> Project:
    """One more project lines may name."""
    if Project.objects.filter(code=row.code).exists():
        raise Conflict(
            f"There is a project {row.code} already.",
            where="code",
            next_step="Give another code.",
            code="code_taken",
        )
    put_projects(actor=actor, rows=[row])
    return Project.objects.get(code=row.code)


@service(permission="finance.change_chart")
def change_project(*, actor: Actor, project: Project, row: ProjectRow) -> Project:
    """Change or end a project; its code stays."""
    project = lock(project)
    if row.code != project.code:
        raise Refused(
            "The code of a project never changes.",
            where="code",
            next_step="End this project and add another.",
            code="finance_code_kept",
        )
    put_projects(actor=actor, rows=[row])
    return Project.objects.get(pk=project.pk)
