"""manage.py verify_ledger --authority cleveland: is the ledger as it was posted?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError

from backoffice.tenancy.commands import AuthorityCommand
from finance.queries import ledger_problems


class Command(AuthorityCommand):
    help = (
        "Recompute the chain of posted journals and the running totals of one authority; says what is wrong."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        problems = ledger_problems()
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write("The chain holds and the running totals are the lines.")
