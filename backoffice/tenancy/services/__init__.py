from backoffice.tenancy.services.change_members import (
    change_roles,
    invite,
    mark_left,
    restore,
    suspend,
)
from backoffice.tenancy.services.issue_link import IssuedLink, NotYours, deliver, issue_link

__all__ = [
    "IssuedLink",
    "NotYours",
    "change_roles",
    "deliver",
    "invite",
    "issue_link",
    "mark_left",
    "restore",
    "suspend",
]
