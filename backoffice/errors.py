"""What the product says when it will not do something.

`Refused` is for what the person can mend; a bug is not a refusal (let it be a 500). Concrete refusals stand
beside the code that raises them and set `code`. The same four parts appear on a page, in the API, in an import's
reason column and on a job: code (stable), message (what), where (field, or row as a spreadsheet counts) and
next_step (what to do).
"""

from __future__ import annotations


class Refused(Exception):
    """Something was asked for that cannot be done as asked; nothing has changed."""

    code = "refused"
    status = 422

    def __init__(self, message: str, *, where: str = "", next_step: str = "", code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.next_step = next_step
        if code:
            self.code = code

    def as_dict(self) -> dict[str, str]:
        """The refusal for the API and for a job's result."""
        return {
            "code": self.code,
            "message": self.message,
            "where": self.where,
            "next_step": self.next_step,
        }


class NotAllowed(Refused):
    """The person's roles in this authority do not hold the permission."""

    code = "not_allowed"
    status = 403


class Missing(Refused):
    """There is no such thing, or it is not theirs: the answer is the same."""

    code = "missing"
    status = 404


class Conflict(Refused):
    """Somebody else was first, or the thing has moved on; the message says who and when."""

    code = "conflict"
    status = 409
