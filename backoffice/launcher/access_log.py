"""The web server's log of requests (its format: backoffice.launcher.commands).

No query string and no referer, because lists are filtered by people's names, and no secret of a link in a mail.
"""

import re
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

SECRETS = re.compile(r"(/accounts/(?:link|password/reset/key)/)[^/]+")


def without_secrets(address: str) -> str:
    """The path of an address with what opens something cut out."""
    return SECRETS.sub(r"\1-", address.partition("?")[0])


class AccessLog(Logger):  # type: ignore[misc]
    """Writes each request's path without the secrets in it."""

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: Any) -> dict[str, Any]:
        told: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        told["U"] = without_secrets(environ["RAW_URI"])  # as it came: a decoded path could hold line ends
        return told
