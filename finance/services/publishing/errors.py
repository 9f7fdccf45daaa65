"""What publishing refuses, and the sentences of its database guards."""

from __future__ import annotations

from backoffice.errors import Conflict, NotAllowed, Refused


class MonthNotClosed(Refused):
    code = "publication_month_not_closed"


class NotOver(Refused):
    code = "publication_period_not_over"


class ReasonNeeded(Refused):
    code = "publication_correction_without_reason"


class WrongState(Conflict):
    code = "publication_state"


class NothingDecided(Refused):
    code = "publication_redactions_undecided"


class OwnPublication(NotAllowed):
    code = "publication_is_your_own"


class LedgerMovedOn(Conflict):
    code = "publication_ledger_moved_on"


SENTENCES = {
    "finance_publication_frozen": (
        "What was published never changes.",
        "Prepare a correction: it stands beside it, and the old file says that it is superseded.",
    ),
    "finance_publication_moves": (
        "A publication is prepared, reviewed by another person, then published.",
        "Look at it again: somebody may have moved it on.",
    ),
    "finance_publication_redactions_reviewed": (
        "Redactions are decided by one person and reviewed by another.",
        "Ask a reviewer who changed nothing in it; decide on what is only proposed.",
    ),
    "finance_publication_hash_is_contents": (
        "The file and its hash do not belong together.",
        "Publish it again from its page.",
    ),
    "finance_publicationline_frozen": (
        "Lines change only while their publication is being prepared.",
        "Have the reviewer return it first.",
    ),
}
