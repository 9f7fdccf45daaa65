"""What a line of log tells, and what it keeps to itself."""

import json
import logging
import sys

from backoffice.logs import JsonLines


def told(message: str, *args: object, error: Exception | None = None, **fields: object) -> dict[str, object]:
    exc_info = None
    if error is not None:
        try:
            raise error
        except type(error):
            exc_info = sys.exc_info()
    record = logging.getLogger("payroll").makeRecord(
        "payroll", logging.ERROR, __file__, 1, message, args, exc_info, extra=fields
    )
    line = JsonLines().format(record)
    assert "\n" not in line
    return dict(json.loads(line))


def test_a_failed_job_can_be_looked_up_by_its_reference():
    line = told("job failed", job="abc123", failure="zz99")
    assert (line["message"], line["job"], line["failure"], line["level"]) == (
        "job failed",
        "abc123",
        "zz99",
        "error",
    )


def test_an_exception_is_told_by_its_type_and_places_and_not_by_its_words():
    line = told(
        "Internal Server Error: %s", "/x/", error=ValueError("Key (ni_number)=(PZ700259D) already exists.")
    )
    assert line["exception"] == "ValueError"
    assert "test_logs.py" in str(line["places"])
    assert "PZ700259D" not in json.dumps(line)


def test_what_a_person_sent_is_not_told():
    assert "Secret" not in json.dumps(told("late form", data={"name": "Secret"}, kwargs="Secret"))
