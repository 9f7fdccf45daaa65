"""The rules of the match, of look-alikes and of electronic invoices, by the thousand."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.rules.duplicates import Seen, near_number, number_key, why_alike
from finance.rules.matching import Invoiced, Ordered, Tolerance, clearing, expected_net, match_lines, within
from finance.rules.ubl import NotReadable, read_ubl
from finance.rules.vat import vat_on

quantities = st.decimals(min_value=Decimal("0.001"), max_value=Decimal(10_000), places=3)
prices = st.integers(min_value=0, max_value=10**7)


def received(quantity: Decimal, price: int) -> Ordered:
    return Ordered(quantity, price, quantity, expected_net(quantity, price))


@given(st.lists(quantities, min_size=1, max_size=8), prices)
def test_all_that_was_received_is_cleared_to_the_penny_in_whatever_steps_it_is_invoiced(
    parts: list[Decimal], price: int
):
    ordered = received(sum(parts, Decimal(0)), price)
    total = ordered.received_pence
    cleared = 0
    for part in parts:
        pence = clearing(ordered, part)
        cleared += pence
        ordered = ordered.invoiced(part, pence)
    assert cleared == total
    back = sum(parts, Decimal(0))
    assert clearing(ordered, -back) == -total  # and a credit for all of it brings all of it back


@given(quantities, prices, st.integers(0, 10_000), st.integers(-(10**6), 10**6))
def test_an_exact_invoice_always_matches_and_one_beyond_tolerance_never_does(
    quantity: Decimal, price: int, basis_points: int, apart: int
):
    ordered = received(quantity, price)
    expected = expected_net(quantity, price)
    tolerance = Tolerance(price_basis_points=basis_points, total_basis_points=basis_points)
    net = expected + apart
    line = Invoiced(1, quantity, net, vat_on(net, 2000), 2000, 7, tolerance)
    match = match_lines([line], {7: ordered}, total_tolerance=tolerance)
    passes = apart == 0 or abs(apart) * 10_000 <= expected * basis_points
    assert (not match.differences) == passes
    assert match.clears[1] == expected


@given(quantities, quantities, prices)
def test_more_than_was_received_never_matches(came: Decimal, more: Decimal, price: int):
    ordered = Ordered(came + more, price, came, expected_net(came, price))
    net = expected_net(came + more, price)
    line = Invoiced(1, came + more, net, vat_on(net, 2000), 2000, 7)
    match = match_lines([line], {7: ordered}, total_tolerance=Tolerance())
    assert [d.code for d in match.differences] == ["quantity"]


@given(st.integers(-(10**9), 10**9), st.integers(0, 10**9), st.integers(0, 1000), st.integers(0, 10_000))
def test_a_wider_tolerance_never_passes_less(difference: int, of: int, pence: int, basis_points: int):
    if within(difference, of, pence=pence, basis_points=basis_points):
        assert within(difference, of, pence=pence + 1, basis_points=basis_points)
        assert within(-difference, of, pence=pence, basis_points=min(10_000, basis_points + 1))


def test_wrong_vat_and_a_total_that_drifts_are_told():
    line = Invoiced(1, Decimal(1), 10_000, 1_500, 2000)
    assert [d.code for d in match_lines([line], {}, total_tolerance=Tolerance()).differences] == ["vat"]
    loose = Tolerance(price_pence=10)
    lines = [Invoiced(n, Decimal(1), 110, 22, 2000, n, loose) for n in range(1, 6)]
    orders = {n: received(Decimal(1), 100) for n in range(1, 6)}
    drift = match_lines(lines, orders, total_tolerance=Tolerance(total_pence=20))
    assert [d.code for d in drift.differences] == ["total"]


@pytest.mark.parametrize(
    ("text", "key"),
    [("INV-00123", "INV123"), ("inv 123", "INV123"), ("2026/0007", "20260007"), ("000", "0"), ("---", "---")],
)
def test_what_people_type_differently_makes_one_key(text: str, key: str):
    assert number_key(text) == key


@given(st.text(min_size=1, max_size=60))
def test_a_key_of_a_key_is_itself(text: str):
    assert number_key(number_key(text)) == number_key(text)


def test_near_numbers_are_one_key_stroke_apart_and_a_monthly_lease_is_no_duplicate():
    assert near_number("FT1001", "FT1010") and near_number("FT1001", "FT10011")
    assert not near_number("FT1001", "FT1110") and not near_number("12", "13")
    one = Seen(1, "INV000001", "LEASE1001", date(2026, 9, 1), 50_000)
    next_quarter = Seen(2, "INV000002", "LEASE1002", date(2026, 12, 1), 50_000)
    assert why_alike(one, next_quarter) is None
    same = Seen(3, "INV000003", "LEASE1001", date(2024, 9, 1), 1)
    assert "the same number" in str(why_alike(same, one))


@given(st.integers(0, 400), st.integers(1, 10**9), st.integers(1, 10**9))
def test_look_alikes_look_alike_both_ways(days: int, one_pence: int, other_pence: int):
    one = Seen(1, "INV1", "FT1001", date(2026, 1, 1), one_pence)
    other = Seen(2, "INV2", "FT1010", date(2026, 1, 1) + timedelta(days=days), other_pence)
    assert (why_alike(one, other) is None) == (why_alike(other, one) is None)


UBL = """<?xml version="1.0" encoding="UTF-8"?>{doctype}
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:CustomizationID>urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0</cbc:CustomizationID>
<cbc:ID>{number}</cbc:ID><cbc:IssueDate>2026-10-15</cbc:IssueDate><cbc:DueDate>2026-11-14</cbc:DueDate>
<cbc:DocumentCurrencyCode>{currency}</cbc:DocumentCurrencyCode>
<cac:OrderReference><cbc:ID>{order}</cbc:ID></cac:OrderReference>
<cac:AccountingSupplierParty><cac:Party>
 <cac:PartyTaxScheme><cbc:CompanyID>GB123456789</cbc:CompanyID></cac:PartyTaxScheme>
 <cac:PartyLegalEntity><cbc:RegistrationName>Fenland Tyres Ltd</cbc:RegistrationName></cac:PartyLegalEntity>
</cac:Party></cac:AccountingSupplierParty>
<cac:TaxTotal><cbc:TaxAmount currencyID="GBP">160.00</cbc:TaxAmount></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount currencyID="GBP">{net}</cbc:TaxExclusiveAmount>
 <cbc:TaxInclusiveAmount currencyID="GBP">960.00</cbc:TaxInclusiveAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity>10</cbc:InvoicedQuantity>
 <cbc:LineExtensionAmount currencyID="GBP">800.00</cbc:LineExtensionAmount>
 <cac:OrderLineReference><cbc:LineID>1</cbc:LineID></cac:OrderLineReference>
 <cac:Item><cbc:Name>{item}</cbc:Name>
  <cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>20</cbc:Percent></cac:ClassifiedTaxCategory></cac:Item>
 <cac:Price><cbc:PriceAmount currencyID="GBP">80.00</cbc:PriceAmount></cac:Price></cac:InvoiceLine>
</Invoice>"""


def ubl(**given: str) -> bytes:
    """An invoice for ten tyres, £800.00 and VAT."""
    texts = {
        "doctype": "",
        "number": "FT-1001",
        "currency": "GBP",
        "order": "PO000001",
        "net": "800.00",
        "item": "Tyres 205/55",
    }
    return UBL.format(**(texts | given)).encode()


def test_a_peppol_invoice_is_read():
    read = read_ubl(io.BytesIO(ubl()))
    assert (read.number, read.order, read.gross_pence) == ("FT-1001", "PO000001", 96_000)
    assert read.lines[0].net_pence == 80_000 and read.lines[0].order_line == "1"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (
            {"doctype": '<!DOCTYPE Invoice [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "item": "&x;"},
            "entities",
        ),
        ({"doctype": '<!DOCTYPE Invoice [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>', "item": "&b;"}, "entities"),
        ({"net": "801.00"}, "lines come to £800.00"),
        ({"net": "1e99"}, "no number"),
        ({"currency": "EUR"}, "EUR"),
        ({"number": ""}, "does not say the supplier's number"),
    ],
)
def test_what_could_hide_something_or_does_not_add_up_is_refused_in_words(given: dict[str, str], says: str):
    with pytest.raises(NotReadable, match=says):
        read_ubl(io.BytesIO(ubl(**given)))


@given(st.integers(0, len(UBL)), st.binary(max_size=12))
def test_a_file_cut_or_scribbled_on_is_read_or_refused_and_nothing_else(at: int, scribble: bytes):
    whole = ubl()
    for broken in (whole[:at], whole[:at] + scribble + whole[at:], whole[:at] + scribble + whole[at + 12 :]):
        try:
            read = read_ubl(io.BytesIO(broken))
        except NotReadable:
            continue
        assert read.net_pence + read.vat_pence == read.gross_pence
