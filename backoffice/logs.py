"""A line of log: a constant message and its fields, as JSON; never what was in a row or typed by a person.

An exception is told by its type and the places it passed through. Its words are left out: the database's name the row,
a form's the entry.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime

KNOWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
UNTOLD = frozenset({"request", "data", "args", "kwargs", "context"})  # may hold what a person sent


class JsonLines(logging.Formatter):
    """One JSON object a line: when, level, logger, message, the record's own fields, and an exception's places."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage()
            if not record.exc_info
            else str(record.msg).partition("%")[0].strip(),
        }
        request = getattr(record, "request", None)
        if request is not None:
            line["request"] = getattr(request, "request_id", "")
        for name, value in vars(record).items():
            if name not in KNOWN and name not in UNTOLD:
                line[name] = value if isinstance(value, (bool, int, float, str, list)) else str(value)
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            line["places"] = [
                f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])[-12:]
            ]
        return json.dumps(line, ensure_ascii=False)
