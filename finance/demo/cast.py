"""Who does what in the demonstration's year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from backoffice.actor import Actor

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of one authority by role, the objective each cost centre works for, and the day it is."""

    slug: str
    actors: Mapping[str, Actor]
    objectives: Mapping[str, str]
    today: date
    say: Say

    def __getitem__(self, role: str) -> Actor:
        return self.actors[role]

    def objective_of(self, cost_centre: str) -> str:
        return self.objectives.get(cost_centre) or "11.01"
