class CannotStart(Exception):
    """The message says what is missing or wrong, and what to do, in the words of who typed `make`."""
