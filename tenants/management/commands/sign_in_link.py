from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backoffice.tenancy.sign_in_links import Purpose, has_signed_in, link_for
from tenants.models import User


class Command(BaseCommand):
    help = (
        "Prints a link with which a person chooses a password: the first one, or a new one together with a new second"
        " factor. For those who run the service, when no administrator can help: the first administrator of an"
        " authority where no mail is sent, a person who works for several authorities and has lost their codes, or one"
        " whose link an administrator handed over and whom another authority wants to invite."
        " Make sure who asks; whoever uses the link first signs in as that person."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", required=True, help="The address the person signs in with")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"], is_active=True).first()
        if user is None:
            raise CommandError(
                f"Nobody signs in with {options['email']}. Invite them, or bring their authority in first."
            )
        purpose = Purpose.START_AGAIN if has_signed_in(user.identity) else Purpose.INVITATION
        self.stdout.write(link_for(user.identity, purpose))
