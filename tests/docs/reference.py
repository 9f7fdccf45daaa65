"""Writes the pages of docs/reference that follow from the code: import files, roles and permissions."""

from __future__ import annotations

from backoffice.imports.specs import SPECS
from backoffice.tenancy.permissions import all_permissions
from backoffice.tenancy.roles import ROLES

WRITTEN = "Written from the code by `UPDATE_REFERENCE=1 make test ARGS=tests/docs`; a test holds it in step."


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def imports_page() -> str:
    """Every kind of file with its columns, in the order in which an authority is set up."""
    lines = [
        "# Import files",
        f"{WRITTEN} How loading works: [imports](../concepts/imports.md). Templates are on the page of each kind.",
    ]
    for spec in sorted(SPECS.values(), key=lambda spec: (spec.order, spec.label)):
        if spec.function not in ("hr", "finance", "payroll"):
            continue
        lines += ["", f"## {spec.label}", f"{spec.description} Permission: `{spec.permission}`.", ""]
        lines += [_row("column", "must", "holds", "example"), _row("---", "---", "---", "---")]
        for column in spec.columns:
            holds = f"{column.kind_in_words}. {column.help}".rstrip(". ") + "."
            lines.append(_row(column.label, "yes" if column.required else "", holds, column.example))
    return "\n".join(lines) + "\n"


def roles_page() -> str:
    """Roles with what each is for, then who holds each permission."""
    lines = [
        "# Roles and permissions",
        f"{WRITTEN} A member may hold several roles. Who gets which answer at each address:"
        " [the access table](../../tests/access/table.txt).",
        "",
        _row("role", "for", "second factor"),
        _row("---", "---", "---"),
    ]
    lines += [_row(role.label, role.description, "yes" if role.needs_totp else "") for role in ROLES.values()]
    lines += ["", _row("permission", "allows", "roles"), _row("---", "---", "---")]
    for name, sentence in sorted(all_permissions().items()):
        if name.split(".")[0] in ("hr", "finance", "payroll") or any(
            name in role.permissions for role in ROLES.values()
        ):
            holders = [role.label for role in ROLES.values() if name in role.permissions]
            lines.append(_row(f"`{name}`", sentence, ", ".join(holders)))
    return "\n".join(lines) + "\n"


PAGES = {"imports.md": imports_page, "roles.md": roles_page}
