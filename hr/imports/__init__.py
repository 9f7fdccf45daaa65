"""The files HR takes in, in the order in which an authority is set up."""

from __future__ import annotations

from backoffice.imports.specs import register
from hr.imports.assignments import ASSIGNMENTS
from hr.imports.bank_accounts import BANK_ACCOUNTS
from hr.imports.pay_scales import PAY_SCALES
from hr.imports.people import PEOPLE
from hr.imports.posts import POSTS
from hr.imports.units import UNITS


def register_all() -> None:
    for spec in (PAY_SCALES, UNITS, POSTS, PEOPLE, ASSIGNMENTS, BANK_ACCOUNTS):
        register(spec)
