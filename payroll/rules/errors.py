"""What the rules refuse. Plain exceptions: the services turn them into refusals with a next step."""


class CannotCalculate(Exception):
    """This person's pay cannot be worked out; nobody else's is disturbed.

    `code` is stable, `message` says what is wrong, `where` names the input.
    """

    def __init__(self, code: str, message: str, where: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.where = where

    def __reduce__(self) -> tuple[type["CannotCalculate"], tuple[str, str, str]]:
        return type(self), (self.code, self.message, self.where)


class LawError(Exception):
    """A legislation file is missing, incomplete or contradicts itself."""


class UnknownTaxYear(LawError):
    """No legislation file for that tax year."""
