"""The base of commands that work in one authority: they must be told which."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backoffice.tenancy.authorities import UnknownAuthority, authority_named
from backoffice.tenancy.current import in_authority


class AuthorityCommand(BaseCommand):
    """Runs `handle` inside the authority that `--authority` names; without one it does not start."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--authority", required=True, metavar="SLUG", help="The authority, such as cleveland"
        )

    def execute(self, *args: Any, **options: Any) -> str | None:
        slug = options.get("authority")
        if not slug:
            raise CommandError("Say which authority: --authority cleveland")
        try:
            authority_named(slug)
        except UnknownAuthority as error:
            raise CommandError(str(error)) from error
        with in_authority(slug):
            return super().execute(*args, **options)
