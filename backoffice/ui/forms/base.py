"""A form that can say why the product refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from backoffice.errors import Refused


class UiFormMixin:
    """Turns a `Refused` from a service into an error of the field it names, or of the whole form.

    if form.is_valid():
        with form.refusals():
            journal = post_journal(actor=request.actor, ...)
            return done(request, f"Journal {journal.number} posted.", to=journal)
    return render_form(request, "finance/journals/post.html", {...}, form)
    """

    refused: Refused | None = None  # what the service said, for the answer's status and for tests

    @contextmanager
    def refusals(self) -> Iterator[None]:
        try:
            yield
        except Refused as refused:
            self.refuse(refused)

    def refuse(self, refused: Refused) -> None:
        """Put what is wrong, where, and what to do among the form's errors."""
        form: Any = self
        self.refused = refused
        field = refused.where if refused.where in form.fields else None
        parts = [refused.message, refused.next_step]
        text = " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)
        # "Row 14, Start date" says where to the reader; a name such as "period", no field here, does not
        if field is None and " " in refused.where and not text.lower().startswith(refused.where.lower()):
            text = f"{refused.where}: {text}"
        form.add_error(field, ValidationError(text, code=refused.code))


def error_links(form: forms.BaseForm) -> list[tuple[str, str]]:
    """For the error summary: the id of the box to go to (empty for the whole form) and what to do there."""
    links = [("", str(error)) for error in form.non_field_errors()]
    for bound in form:
        target = f"{bound.auto_id}_0" if bound.use_fieldset else bound.auto_id
        links += [("" if bound.is_hidden else target, str(error)) for error in bound.errors]
    return links


class UiForm(UiFormMixin, forms.Form):
    """The form every screen derives from."""


class UiModelForm(UiFormMixin, forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """The same for a model; it must not be saved by the view: the service does that."""
