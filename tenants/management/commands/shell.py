from argparse import ArgumentParser

from django.core.management.commands.shell import Command as Shell

from backoffice.tenancy.commands import AuthorityCommand


class Command(AuthorityCommand, Shell):
    help = "Python inside one authority, with the rights of its login."

    def add_arguments(self, parser: ArgumentParser) -> None:
        AuthorityCommand.add_arguments(self, parser)
        Shell.add_arguments(self, parser)
