"""Pages of pay details ask as often for many rows as for few."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from payroll.models import Claim, ElementType, PayPeriod

COUNTS = json.loads((Path(__file__).parent / "query_counts.json").read_text())


@pytest.mark.parametrize("page", sorted(COUNTS))
def test_a_page_asks_as_often_for_many_rows_as_for_few(page, pay, payroll_officer):
    first = pay.person()
    bonus, period = ElementType.objects.get(code="BONUS"), PayPeriod.objects.get(number=7)
    url = f"/cleveland/payroll/{page.replace('<person>', first.reference)}"
    payroll_officer.get(url)
    asked = []
    for number in (2, 25):
        for _ in range(number):
            one = pay.person()
            for employment in (one, first):
                Claim.objects.create(employment=employment, period=period, element=bonus, amount_pence=100)
        with CaptureQueriesContext(connection) as queries:
            assert payroll_officer.get(url).status_code == 200
        asked.append(len(queries))
    assert asked == [COUNTS[page], COUNTS[page]]
