"""Django's commands. Those that make or migrate schemas run under backoffice.config.settings_owner."""

import os
import sys

OWNER_COMMANDS = {
    "bootstrap",
    "makemigrations",
    "migrate",
    "migrate_schemas",
    "sqlmigrate",
    "showmigrations",
}
PROVISIONER_COMMANDS = {"onboard", "demo", "backup_authority", "restore_authority"}


def main() -> None:
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    settings = "settings"
    if command in OWNER_COMMANDS:
        settings = "settings_owner"
    elif command in PROVISIONER_COMMANDS:
        settings = "settings_provisioner"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"backoffice.config.{settings}")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
