"""`python -m backoffice.launcher COMMAND`. Progress goes to stderr, answers to stdout."""

import argparse
import sys
from pathlib import Path

from backoffice.launcher import services
from backoffice.launcher.errors import CannotStart
from backoffice.launcher.places import Places
from backoffice.launcher.postgres import PROFILES, servers_found


def _services(arguments: argparse.Namespace) -> int:
    places = Places(arguments.var)
    if arguments.action == "start":
        services.start(places, profile=arguments.profile)
    elif arguments.action == "stop":
        services.stop(places)
    elif arguments.action == "remove":
        services.remove(places)
    elif arguments.action == "status":
        state = services.status(places)
        for name, answers in state.items():
            sys.stdout.write(f"{name}: {'answers' if answers else 'does not answer'}\n")
        return 0 if all(state.values()) else 1
    elif arguments.action == "env":
        for key, value in services.environment(places).items():
            sys.stdout.write(f"{key}={value}\n")
    elif arguments.action == "found":
        for binaries in servers_found():
            sys.stdout.write(f"{binaries.version} {binaries.directory}\n")
    return 0


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(
        prog="python -m backoffice.launcher", description=__doc__
    )
    commands = root.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("services", help="the private PostgreSQL and Redis")
    command.add_argument(
        "action", choices=["start", "stop", "status", "env", "found", "remove"]
    )
    command.add_argument(
        "--profile",
        choices=sorted(PROFILES),
        help="test: quick, not safe against power cuts",
    )
    command.add_argument(
        "--var",
        type=Path,
        help="where the environment is kept (default BACKOFFICE_VAR or var/)",
    )
    command.set_defaults(run=_services)
    return root


def main() -> int:
    arguments = parser().parse_args()
    try:
        result: int = arguments.run(arguments)
        return result
    except CannotStart as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
