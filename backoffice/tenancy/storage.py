"""Files stand in a directory of their authority's, and are reached only while it is the current one."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage

from backoffice.tenancy.current import require_slug
from backoffice.tenancy.names import role_for


class AuthorityStorage(FileSystemStorage):
    """MEDIA_ROOT/<schema>/… Names that lead out of it are refused, a link that does included. Files have no address:
    they are sent by pages that check who asks."""

    @property
    def base_location(self) -> str:  # type: ignore[override]
        return str(Path(settings.MEDIA_ROOT) / role_for(require_slug()))

    @property
    def location(self) -> str:  # type: ignore[override]
        return os.path.abspath(self.base_location)

    def path(self, name: str) -> str:
        found: str = super().path(name)  # refuses `..` and absolute names
        home = os.path.realpath(self.location)
        if os.path.commonpath([os.path.realpath(found), home]) != home:
            raise SuspiciousFileOperation(f"{name!r} leads out of the authority's files.")
        return found

    def url(self, name: str | None) -> str:
        raise ValueError("Files of an authority have no address of their own.")
