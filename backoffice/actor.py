"""Who acts: one member of one authority, through one door."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from backoffice.errors import NotAllowed

Permission = str | tuple[str, ...] | None  # any of several; None: every member


@dataclass(frozen=True, slots=True)
class Actor:
    """A member of an authority with what they may do there.

    `member_id` is the local row (`tenancy.Member`) that history, approvals and documents point to; `identity` is the
    public identity behind it. `via` names the door: web, api, job, import or command.
    """

    authority: str
    member_id: int
    identity: UUID
    name: str
    permissions: frozenset[str] = field(default_factory=frozenset)
    via: str = "web"
    request_id: str = ""

    def can(self, *permissions: str) -> bool:
        """Whether any of the permissions is held."""
        return any(permission in self.permissions for permission in permissions)

    def may(self, wanted: Permission) -> bool:
        """Whether what something asks for is held."""
        return not wanted or self.can(*((wanted,) if isinstance(wanted, str) else wanted))

    def require(self, permission: str) -> None:
        """Raise `NotAllowed` unless the permission is held."""
        if permission not in self.permissions:
            raise NotAllowed(
                "You may not do this.",
                where=permission,
                next_step="Ask your authority's administrator for a role that includes it.",
            )
