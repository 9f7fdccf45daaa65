from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from backoffice.errors import Refused
from tenants.services.backup import back_up_authority


class Command(BaseCommand):
    help = "Backs one authority up, or all, while everybody works."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--authority", required=True, help="Its slug, or `all`")
        parser.add_argument("--to", required=True, type=Path, help="Directory; each authority gets one in it")

    def handle(self, *args: Any, **options: Any) -> None:
        slugs = [options["authority"]]
        if slugs == ["all"]:
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
