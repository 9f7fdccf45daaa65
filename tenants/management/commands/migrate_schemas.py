from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from backoffice.tenancy.grants import grant_portal
from backoffice.tenancy.migrating import PUBLIC, GaveWay, in_schema, migrate_schema, require_owner
from backoffice.tenancy.names import role_for
from backoffice.tenancy.replay import refresh_template
from tenants.models import Authority


class Command(BaseCommand):
    help = "Brings the tables of the service and of every authority up to date. Runs as the owner."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("app_label", nargs="?", help="Only this app …")
        parser.add_argument("migration_name", nargs="?", help="… and only to this migration, or `zero`")
        parser.add_argument("--authority", help="Only this authority")

    def handle(self, *args: Any, **options: Any) -> None:
        require_owner()
        target = (options["app_label"], options["migration_name"]) if options["app_label"] else None
        quiet = int(options["verbosity"]) == 0
        say = (lambda line: None) if quiet else self.stdout.write
        if options["authority"]:
            schemas = [role_for(options["authority"])]
        else:
            migrate_schema(PUBLIC, say, target)
            with in_schema(PUBLIC), connection.cursor() as cursor:
                if target is None:
                    grant_portal(cursor)
                schemas = list(
                    Authority.objects.order_by("schema_name").values_list("schema_name", flat=True)
                )
            if target is None:
                refresh_template(say)
        for number, schema in enumerate(schemas, start=1):
            try:
                migrate_schema(schema, say, target)
            except GaveWay as error:
                raise CommandError(
                    f"{error} ({number - 1} of {len(schemas)} authorities are done.)"
                ) from error
            except Exception as error:
                raise CommandError(
                    f"{schema} failed and is as it was; {number - 1} of {len(schemas)} authorities are done, the others"
                    f" untouched. Mend it and run the command again.\n{type(error).__name__}: {error}"
                ) from error
        say("Every schema is up to date.")
