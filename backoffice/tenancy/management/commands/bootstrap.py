from typing import Any

from django.core.management.base import BaseCommand

from backoffice.tenancy.bootstrap import bootstrap
from backoffice.tenancy.hardening import STEPS


class Command(BaseCommand):
    help = (
        "Makes the database, its logins and the walls between authorities, as the database's administrator."
    )
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        refused = bootstrap(self.stdout.write)
        for name, reason in refused.items():
            self.stderr.write(self.style.WARNING(f"Not {STEPS[name].title}: {reason}. {STEPS[name].risk}"))
