"""`python -m backoffice.launcher COMMAND`. Progress goes to stderr, answers to stdout."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from backoffice.launcher import demo, services, suite
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


def _manage(arguments: argparse.Namespace) -> int:
    places = Places()
    demo.manage(demo.product_environment(places, services.start(places)), *arguments.words)
    return 0


def _done(work: Callable[[], None]) -> int:
    work()
    return 0


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(prog="python -m backoffice.launcher", description=__doc__)
    commands = root.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("services", help="the private PostgreSQL and Redis")
    command.add_argument("action", choices=["start", "stop", "status", "env", "found", "remove"])
    command.add_argument(
        "--profile", choices=sorted(PROFILES), help="test: quick, not safe against power cuts"
    )
    command.add_argument(
        "--var", type=Path, help="where the environment is kept (default BACKOFFICE_VAR or var/)"
    )
    command.set_defaults(run=_services)

    def add(
        name: str, run: Callable[[argparse.Namespace], int], told: str, *, rest: bool = False
    ) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=told, prefix_chars="\0" if rest else "-", add_help=not rest)
        if rest:  # every word is the other program's, options included
            command.add_argument("words", nargs="*")
        command.set_defaults(run=run)
        return command

    add("demo", lambda a: _done(lambda: demo.demo(Places())), "start the demonstration")
    add("stop", lambda a: _done(lambda: demo.stop(Places())), "stop it")
    reset = add("reset", lambda a: _done(lambda: demo.reset(Places(), asked=a.yes)), "delete its data")
    reset.add_argument("--yes", action="store_true", help="do not ask")
    add("logs", lambda a: _done(lambda: demo.logs(Places())), "follow the logs")
    add("manage", _manage, "run a manage.py command on the demonstration", rest=True)
    add("test", lambda a: suite.test(a.words), "run every check and test (words go to pytest)", rest=True)
    add("lint", lambda a: suite.lint(), "run the static checks alone")
    add("attack", lambda a: suite.attack(a.words), "attack the walls, on every server found", rest=True)
    add("faults", lambda a: suite.faults(a.words), "run the whole fault table", rest=True)
    add("bench", lambda a: suite.bench(a.words), "measure", rest=True)
    add("assets", lambda a: suite.assets(a.words), "build style sheets and scripts", rest=True)
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
