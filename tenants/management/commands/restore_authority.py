from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backoffice.errors import Refused
from tenants.services.backup import (
    RECORD,
    SERVICE,
    SERVICE_RECORD,
    RestoredOtherwise,
    restore_authority,
    restore_service,
)


class Command(BaseCommand):
    help = (
        "Puts one authority back as it was backed up, or all in the directory with who may sign in to them."
        " What is there now is replaced."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--authority", required=True, help="Its slug, or `all`")
        parser.add_argument(
            "--from", required=True, type=Path, dest="source", help="Directory given to backup_authority"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        source: Path = options["source"]
        slugs = [options["authority"]]
        if slugs == ["all"]:
            slugs = sorted(path.parent.name for path in source.glob(f"*/{RECORD}"))
            if (source / SERVICE / SERVICE_RECORD).exists():
                try:
                    counts = restore_service(source=source / SERVICE)
                except RestoredOtherwise as error:
                    raise CommandError(f"Identities and memberships: {error}") from error
                self.stdout.write(
                    f"identities, second factors and memberships: {sum(counts.values()):,} rows of {len(counts)} tables"
                    " restored"
                )
        if not slugs:
            raise CommandError(f"There is no backup in {source}.")
        for slug in slugs:
            try:
                counts = restore_authority(slug=slug, source=source / slug)
            except Refused as error:
                raise CommandError(f"{error.message} {error.next_step}") from error
            except RestoredOtherwise as error:
                raise CommandError(f"{slug}: {error}") from error
            self.stdout.write(f"{slug}: {sum(counts.values()):,} rows of {len(counts)} tables restored")
        self.stdout.write("Run migrate_schemas if the backup is older than the code.")
