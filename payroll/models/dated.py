"""What every dated detail of an employment has."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models

from backoffice.dating import overlapping, valid_on
from backoffice.numbering.references import new_reference


class DatedQuerySet(models.QuerySet[Any]):
    def on(self, day: date) -> Self:
        """What is in force on a day."""
        return self.filter(valid_on(day))

    def within(self, starts_on: date, ends_before: date | None) -> Self:
        """What is in force on at least one of the days."""
        return self.filter(overlapping(starts_on, ends_before))


class Dated(models.Model):
    """In force from `starts_on` up to, not including, `ends_before`; open where that is empty."""

    starts_on = models.DateField("from")
    ends_before = models.DateField("until", null=True, blank=True, help_text="The day after the last day.")

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


class Detail(Dated):
    """A dated fact about one employment that pay is worked out from."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    employment = models.ForeignKey("hr.Employment", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
