"""The yardstick of a list: the same rows by a bare ListView and a plain table; no page around, no sign-in, no middleware."""

from __future__ import annotations

from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.views.generic import ListView

from backoffice.clock import business_date
from backoffice.dating import valid_on
from hr.models import Assignment, Employment

SHOWN = {"post_title": "post__title", "unit_name": "post__unit__name", "share": "fte"}


class PlainPeople(ListView):
    """The first 50 of those employed on the business day, by name, with the post each holds. One query, no count."""

    template_engine = "plain"
    template_name = "plain.html"

    def get_queryset(self) -> QuerySet[Any]:
        today = business_date()
        held = Assignment.objects.filter(valid_on(today), employment=OuterRef("pk")).order_by(
            "-fte", "starts_on", "pk"
        )
        posts = {
            name: Subquery(held.annotate(shown=F(path)).values("shown")[:1]) for name, path in SHOWN.items()
        }
        employed = Employment.objects.filter(valid_on(today)).select_related("person").annotate(**posts)
        return employed.order_by("person__last_name", "person__first_names", "pk")[:50]
