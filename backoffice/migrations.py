"""SQL in migrations stands in files of its own, with its undo beside it."""

from __future__ import annotations

import inspect
from pathlib import Path

from django.db.migrations import RunSQL


def sql_file(name: str) -> RunSQL:
    """`<name>.sql` and `<name>.undo.sql` beside the migration that calls this.

    Neither names a schema: each runs in the schema that is being migrated, and is replayed for each authority.
    """
    caller = inspect.currentframe().f_back  # type: ignore[union-attr]
    folder = Path(caller.f_globals["__file__"]).parent  # type: ignore[union-attr]
    return RunSQL((folder / f"{name}.sql").read_text(), (folder / f"{name}.undo.sql").read_text())
