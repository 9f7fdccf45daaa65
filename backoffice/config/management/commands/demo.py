from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from backoffice.config import demonstration


class Command(BaseCommand):
    help = "Brings in the two demonstration authorities and pays the first one for October 2026. All of it is invented."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--show", action="store_true", help="Print the sign-ins and do nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["show"]:
            demonstration.bring_in(self.stdout.write)
        else:
            for line in (*demonstration.sign_ins(), "", *demonstration.next_steps()):
                self.stdout.write(line)
