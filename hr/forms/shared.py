"""Boxes that several HR forms have."""

from __future__ import annotations

from typing import Any

from django import forms

from hr.models import WorkforceType


def reason(*, required: bool = True, hint: str = "It is kept in the history.") -> forms.CharField:
    return forms.CharField(
        label="Reason for the change",
        max_length=200,
        required=required,
        help_text=hint,
        error_messages={"required": "Say why: the history keeps it"},
    )


def workforce(**keywords: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label="Workforce", choices=WorkforceType.choices, **keywords)


def short(width: str) -> forms.TextInput:
    return forms.TextInput({"width": width})
