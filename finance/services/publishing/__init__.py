"""Publishing: prepared by one, reviewed by another, then never changed."""

from finance.services.publishing.prepare import (
    change_line,
    decide_redactions,
    give_up_publication,
    half_year,
    prepare_payments,
    prepare_spend,
    read_again,
    submit_publication,
)
from finance.services.publishing.publish import (
    change_publishing_rules,
    publish,
    return_publication,
    review_publication,
)

__all__ = [
    "change_line",
    "change_publishing_rules",
    "decide_redactions",
    "give_up_publication",
    "half_year",
    "prepare_payments",
    "prepare_spend",
    "publish",
    "read_again",
    "return_publication",
    "review_publication",
    "submit_publication",
]
