"""The readiness check of the ledgers: a little of every authority's chain at each call, on and on.

Reading whole ledgers would make the check slow, so each call goes on from where the last one in this process stopped, for
a fifth of a second. What is wrong stays told until that authority's ledger has been read through without a fault.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from itertools import islice

from django.db import DatabaseError

from backoffice import health
from backoffice.tenancy.authorities import served
from backoffice.tenancy.current import in_authority
from finance.queries.chain import chain_head, export_chain, missing_guards
from finance.rules.chain import GENESIS, from_export, verify

log = logging.getLogger(__name__)
SECONDS = 0.2
BATCH = 200  # journals


class LedgerFault(Exception):
    """An authority's ledger is not as it was posted."""


@dataclass
class LedgerWatch:
    """How far each ledger has been read: authority -> the last sequence that was right, and its hash."""

    seconds: float = SECONDS
    read: dict[str, tuple[int, str]] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    turn: int = 0

    def __call__(self) -> None:
        slugs = list(served().order_by("slug").values_list("slug", flat=True))
        ends = time.monotonic() + self.seconds
        for _ in slugs:
            slug = slugs[self.turn % len(slugs)]
            try:
                with in_authority(slug):
                    while not self._go_on(slug) and time.monotonic() < ends:
                        pass
            except DatabaseError:  # being moved, restored or made: other checks tell a database that is down
                log.warning("A ledger could not be read", extra={"authority": slug}, exc_info=True)
            self.turn += 1
            if time.monotonic() >= ends:
                break
        gone = self.faults.keys() - set(slugs)
        for slug in gone:
            del self.faults[slug]
        if self.faults:
            raise LedgerFault("; ".join(f"{slug}: {what}" for slug, what in sorted(self.faults.items())))

    def _go_on(self, slug: str) -> bool:
        """Read the next journals of one ledger; whether it has been read to its end, or to a fault."""
        after = self.read.get(slug, (0, GENESIS))
        wrong = [f"guard {name} is gone" for name in missing_guards()] if after[0] == 0 else []
        head = chain_head()
        journals = list(from_export(islice(export_chain(after=after[0]), BATCH)))
        fault = verify(journals, after=after)
        if fault is not None:
            wrong.append(f"{fault.number} {fault.what}")
        last = (journals[-1].sequence, journals[-1].hash) if journals else after
        at_end = len(journals) < BATCH
        if fault is None and at_end and (head is None or (last[0] <= head[0] and last != head)):
            wrong.append("the chain does not end where its head says")
        if wrong:
            self.faults[slug] = "; ".join(wrong)
        elif at_end:
            self.faults.pop(slug, None)
        self.read[slug] = (0, GENESIS) if wrong or at_end else last
        return bool(wrong) or at_end


def register() -> None:
    """Add it to the readiness page."""
    health.register("ledger", LedgerWatch())
