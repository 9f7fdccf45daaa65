from typing import Any

from django.core.management.commands import makemigrations

from tenants.management.commands.migrate_schemas import Command as MigrateSchemas


class Command(MigrateSchemas):
    help = "The same as migrate_schemas."

    @property
    def autodetector(self) -> Any:
        """Django asks that both commands see changes alike."""
        return makemigrations.Command.autodetector
