"""The list of people: as many queries and nearly as much time for 100,000 people as for 1,000."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack

from django.db import connections
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from backoffice.tenancy.current import in_authority
from bench import signed_in
from bench.authorities import LIST, SHORT_LIST
from bench.plain import PlainPeople

PAGE, WARM, TIMES = 50, 10, 100


def measure() -> dict[str, float]:
    """Whole answers, from request to last byte: the product's with session, member, navigation and page around.

    The three are asked for in turn, so that whatever else the machine does falls on all alike.
    """
    long_list, short_list = (_product(data.slug) for data in (LIST, SHORT_LIST))
    seconds = _medians([long_list, short_list, _plain])
    queries = _queries(long_list)
    print(f"  {'product, 100,000 people':32} {seconds[0] * 1000:12.1f} ms")
    print(f"  {'product, 1,000 people':32} {seconds[1] * 1000:12.1f} ms")
    print(f"  {'bare ListView, 100,000 people':32} {seconds[2] * 1000:12.1f} ms")
    return {
        "list.queries": queries,
        "list.ratio_to_plain": round(seconds[0] / seconds[2], 2),
        "list.growth_100x": round(seconds[0] / seconds[1], 2),
    }


def _product(slug: str) -> Callable[[], bytes]:
    browser = signed_in.client(f"hr_officer@{slug}.example")

    def get() -> bytes:
        answer = browser.get(f"/{slug}/hr/people/", {"per_page": PAGE})
        assert answer.status_code == 200, answer.status_code
        assert answer.content.count(b'class="bo-tick"') >= PAGE
        return answer.content

    return get


def _plain() -> bytes:
    with in_authority(LIST.slug):
        answer = PlainPeople.as_view()(RequestFactory().get("/")).render()
    assert answer.content.count(b"<tr>") == PAGE + 1
    return answer.content


def _medians(calls: list[Callable[[], bytes]]) -> list[float]:
    taken: list[list[float]] = [[] for _ in calls]
    for turn in range(WARM + TIMES):
        for call, seconds in zip(calls, taken, strict=True):
            started = time.perf_counter()
            call()
            if turn >= WARM:
                seconds.append(time.perf_counter() - started)
    return [statistics.median(seconds) for seconds in taken]


def _queries(call: Callable[[], bytes]) -> int:
    """Statements sent for one page, the authority's and the portal's together."""
    with ExitStack() as stack:
        captured = [
            stack.enter_context(CaptureQueriesContext(connections[alias])) for alias in ("default", "portal")
        ]
        call()
    return sum(len(queries) for queries in captured)
