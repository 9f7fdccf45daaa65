"""A named database constraint and the sentence it is told in."""

from __future__ import annotations

from django.apps import apps
from django.db import IntegrityError
from django.db.models import BaseConstraint

from backoffice.errors import Refused

SENTENCES: dict[str, tuple[str, str]] = {}  # constraint raised by a trigger -> (what, what to do)


def register_sentences(sentences: dict[str, tuple[str, str]]) -> None:
    """Name the sentence and the way out of constraints that SQL triggers raise (no model's Meta holds them)."""
    SENTENCES.update(sentences)


def constraint_name(error: IntegrityError) -> str:
    """The constraint that PostgreSQL says was broken, or an empty string."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


def refusal_for(error: IntegrityError) -> Refused | None:
    """The refusal for a broken constraint, where somebody has written its sentence."""
    name = constraint_name(error)
    if name in SENTENCES:
        message, next_step = SENTENCES[name]
        return Refused(message, next_step=next_step, code=name)
    found = _model_constraint(name)
    if found is None or found.violation_error_message == BaseConstraint.default_violation_error_message:
        return None
    return Refused(str(found.violation_error_message), code=name)


def _model_constraint(name: str) -> BaseConstraint | None:
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return constraint
    return None
