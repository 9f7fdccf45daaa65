"""Work items and the authority's home."""

from backoffice.work.registry import (
    AsideCard,
    Day,
    Figure,
    WorkKind,
    WorkRow,
    register,
    register_aside,
    register_days,
    register_figures,
)

__all__ = [
    "AsideCard",
    "Day",
    "Figure",
    "WorkKind",
    "WorkRow",
    "register",
    "register_aside",
    "register_days",
    "register_figures",
]
