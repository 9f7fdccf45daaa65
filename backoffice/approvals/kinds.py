"""Kinds of decisions that take a second person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ApprovalKind:
    """`approved`, `rejected` and `withdrawn` are called in the decision's transaction with actor, target and approval:
    the service that follows from it. Should it refuse, the decision does not stand."""

    code: str
    label: str
    approve_permission: str
    approved: Callable[..., Any] | None = None
    rejected: Callable[..., Any] | None = None
    withdrawn: Callable[..., Any] | None = None


KINDS: dict[str, ApprovalKind] = {}


def approval_kind(
    code: str,
    *,
    label: str,
    approve_permission: str,
    approved: Callable[..., Any] | None = None,
    rejected: Callable[..., Any] | None = None,
    withdrawn: Callable[..., Any] | None = None,
) -> None:
    """Register a kind; `approve_permission` is what deciding takes."""
    assert code not in KINDS, f"the approval kind {code} is registered twice"
    KINDS[code] = ApprovalKind(code, label, approve_permission, approved, rejected, withdrawn)
