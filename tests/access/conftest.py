"""What the walk over all addresses opens: fixtures of the functions' own tests."""

from tests.finance.close.conftest import checklist, close_objects
from tests.finance.conftest import draft, ledger, october, posted
from tests.hr.conftest import assign_to, ladder, make_employment, make_post, place, unit
from tests.kernel.conftest import counters, decisions, handler, letters
from tests.payroll.conftest import pay

__all__ = [
    "assign_to",
    "checklist",
    "close_objects",
    "counters",
    "decisions",
    "draft",
    "handler",
    "ladder",
    "ledger",
    "letters",
    "make_employment",
    "make_post",
    "october",
    "pay",
    "place",
    "posted",
    "unit",
]
