"""Kinds of decisions that take a second person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ApprovalKind:
    """`approved`, `rejected` and `withdrawn` are called in the decision's transaction with actor, target and approval:
    the service that follows from it. Should it refuse, the decision does not stand. `in_own_lists` is for kinds whose
    function shows what waits itself, because not everybody with the permission may decide or see each of them."""

    code: str
    label: str
    approve_permission: str
    approved: Callable[..., Any] | None = None
    rejected: Callable[..., Any] | None = None
    withdrawn: Callable[..., Any] | None = None
    in_own_lists: bool = False


KINDS: dict[str, ApprovalKind] = {}


def approval_kind(
    code: str,
    *,
    label: str,
    approve_permission: str,
    approved: Callable[..., Any] | None = None,
    rejected: Callable[..., Any] | None = None,
    withdrawn: Callable[..., Any] | None = None,
    in_own_lists: bool = False,
) -> None:
    """Register a kind; `approve_permission` is what deciding takes."""
    assert code not in KINDS, f"the approval kind {code} is registered twice"
    KINDS[code] = ApprovalKind(code, label, approve_permission, approved, rejected, withdrawn, in_own_lists)
