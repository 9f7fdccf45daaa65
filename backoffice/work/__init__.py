"""Work items and the authority's home."""

from backoffice.work.registry import (
    AsideCard,
    Figure,
    WorkKind,
    WorkRow,
    register,
    register_aside,
    register_figures,
)

__all__ = ["AsideCard", "Figure", "WorkKind", "WorkRow", "register", "register_aside", "register_figures"]
