"""Paying suppliers."""


def register() -> None:
    """Offer the kernel what payments have beside pages: jobs, the bank file's kind, sentences, what keeps a period open."""
    from backoffice.constraints import register_sentences
    from finance.jobs import payments  # noqa: F401 - registers its jobs
    from finance.queries.payments import closing
    from finance.services.payments import bank_file
    from finance.services.payments.errors import SENTENCES

    register_sentences(SENTENCES)
    bank_file.register()
    closing.offer()
