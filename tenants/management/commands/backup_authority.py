from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from backoffice.errors import Refused
from tenants.services.backup import SERVICE, back_up_authority, back_up_service


class Command(BaseCommand):
    help = "Backs one authority up, or all with who may sign in to them, while everybody works."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--authority", required=True, help="Its slug, or `all`")
        parser.add_argument("--to", required=True, type=Path, help="Directory; each authority gets one in it")

    def handle(self, *args: Any, **options: Any) -> None:
        slugs = [options["authority"]]
        if slugs == ["all"]:
            # First: who joins while authorities are being dumped stands in their own records.
            counts = back_up_service(to=options["to"] / SERVICE)
            self.stdout.write(
                f"identities, second factors and memberships: {sum(counts.values()):,} rows of {len(counts)} tables"
                f" in {options['to'] / SERVICE}"
            )
            with connections["owner"].cursor() as cursor:
                cursor.execute(
                    "SELECT slug FROM public.tenants_authority WHERE state <> 'coming' ORDER BY slug"
                )
                slugs = [row[0] for row in cursor.fetchall()]
        for slug in slugs:
            try:
                counts = back_up_authority(slug=slug, to=options["to"] / slug)
            except Refused as error:
                raise CommandError(f"{error.message} {error.next_step}") from error
            self.stdout.write(
                f"{slug}: {sum(counts.values()):,} rows of {len(counts)} tables in {options['to'] / slug}"
            )
