"""What can be asked about budgets."""

from finance.queries.budgets.commitments import committed_by
from finance.queries.budgets.forecasts import (
    budgeted_centres,
    forecasts_due,
    forecasts_of,
    last_forecast,
    open_round,
    rounds_for,
)
from finance.queries.budgets.holders import (
    centres_held_by,
    holders_by_centre,
    holders_of,
    holding_for,
    holdings_for,
    roots_held_by,
    visible_centres,
)
from finance.queries.budgets.monitoring import (
    Position,
    below,
    commitment_entries,
    moved_lines,
    outlooks,
    positions,
    spent_lines,
)
from finance.queries.budgets.versions import (
    budget_for,
    budget_lines,
    budgets_for,
    controls_for,
    current_version,
    profiles_for,
)
from finance.queries.budgets.virements import (
    needed_for,
    virement_for,
    virements_for,
    virements_waiting_for,
)

__all__ = [
    "Position",
    "below",
    "budget_for",
    "budget_lines",
    "budgeted_centres",
    "budgets_for",
    "centres_held_by",
    "commitment_entries",
    "committed_by",
    "controls_for",
    "current_version",
    "forecasts_due",
    "forecasts_of",
    "holders_by_centre",
    "holders_of",
    "holding_for",
    "holdings_for",
    "last_forecast",
    "moved_lines",
    "needed_for",
    "open_round",
    "outlooks",
    "positions",
    "profiles_for",
    "roots_held_by",
    "rounds_for",
    "spent_lines",
    "virement_for",
    "virements_for",
    "virements_waiting_for",
    "visible_centres",
]
