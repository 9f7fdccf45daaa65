"""What every row of history has. The tables themselves stand in the apps whose records they keep."""

from __future__ import annotations

import pghistory.models
from django.db import models


class Event(pghistory.models.Event):
    """One change of one row: `pgh_label` says insert, update or delete; the row's columns stand as they were after it
    (a removed row's as they were before)."""

    pgh_id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True
