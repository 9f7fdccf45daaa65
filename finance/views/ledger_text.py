"""The ledger as text, for an outsider's tool."""

from __future__ import annotations

from django.http import StreamingHttpResponse

from backoffice.errors import Missing
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from finance.queries.plain_text import ledger_text

ENDINGS = {"beancount": "beancount", "hledger": "journal"}


@authority_page("finance.view")
def download(request: AuthorityRequest, form: str) -> StreamingHttpResponse:
    """The whole posted ledger, streamed."""
    if form not in ENDINGS:
        raise Missing("There is no such text.", next_step="Choose hledger or Beancount.")
    answer = StreamingHttpResponse(
        ledger_text(viewer=request.actor, form=form), content_type="text/plain; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="ledger.{ENDINGS[form]}"'
    return answer
