from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backoffice.errors import Refused
from tenants.services.bring_in_authority import FUNCTIONS, add_first_member, bring_in_authority


class Command(BaseCommand):
    help = "Brings an authority in: login, schema and, if one is named, its first administrator. Runs again without harm."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--slug", required=True, help="Its address: small letters, digits, hyphens")
        parser.add_argument("--name", required=True, help="As its people write it")
        parser.add_argument(
            "--functions", default=",".join(FUNCTIONS), help="Those it takes, separated by commas"
        )
        parser.add_argument("--administrator", help="E-mail address of the first administrator")
        parser.add_argument("--administrator-name", default="", help="and the name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            bring_in_authority(
                slug=options["slug"], name=options["name"], functions=options["functions"].split(",")
            )
        except Refused as error:
            raise CommandError(f"{error.message} {error.next_step}") from error
        if options["administrator"]:
            add_first_member(
                slug=options["slug"],
                email=options["administrator"],
                name=options["administrator_name"] or options["administrator"],
                roles=["authority_administrator"],
            )
        self.stdout.write(f"{options['name']} is served at /{options['slug']}/.")
