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
from backoffice.work.search import Found, register_search

__all__ = [
    "AsideCard",
    "Day",
    "Figure",
    "Found",
    "WorkKind",
    "WorkRow",
    "register",
    "register_aside",
    "register_days",
    "register_figures",
    "register_search",
]
