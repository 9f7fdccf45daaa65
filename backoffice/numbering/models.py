"""The last number drawn of each series."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Counter(models.Model):
    """One series of numbers, such as journals. The row is locked while a number is drawn, so none is skipped."""

    series = models.CharField(max_length=60, primary_key=True)
    last = models.BigIntegerField(default=0)

    class Meta:
        db_table_comment = "The last number drawn of each gapless series."
        constraints = [
            models.CheckConstraint(  # a counter set back would give a number twice
                name="numbering_counter_not_negative", condition=Q(last__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.last}"
