"""The bank file: fixed positions, control totals, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.bacs.modulus import Range, Weights, check, load_weights
from backoffice.bacs.standard18 import BacsError, Credit, Originator, build, parse, text

OWN = Originator("123456", "000009", "12345678", "CLEVELAND POLICE")
DAY = {"serial": "000001", "made_on": date(2026, 10, 26), "process_on": date(2026, 10, 27)}


def credit(number: int = 1, pence: int = 12_345, **more: str) -> Credit:
    return Credit(
        "000011",
        f"{number:08d}",
        more.get("name", "A KHAN"),
        pence,
        more.get("reference", f"{100000 + number}"),
    )


def test_a_record_has_each_field_in_its_place():
    records = build(originator=OWN, credits=[credit()], **DAY).decode("ascii").split("\r\n")
    data = records[4]
    assert len(data) == 100
    assert data[0:14] == "00001100000001" and data[14:17] == "099"
    assert data[17:31] == "00000912345678" and data[31:35] == "    "
    assert data[35:46] == "00000012345" and data[46:64] == "CLEVELAND POLICE  "
    assert data[64:82] == "100001            " and data[82:100] == "A KHAN            "
    contra = records[5]
    assert contra[0:14] == contra[17:31] == "00000912345678" and contra[15:17] == "17"
    assert contra[64:70] == "CONTRA" and contra[35:46] == "00000012345"


def test_labels_carry_serial_user_number_days_and_totals():
    vol1, hdr1, hdr2, uhl1, *_, eof1, eof2, utl1, _ = (
        build(originator=OWN, credits=[credit(), credit(2, 55)], **DAY).decode("ascii").split("\r\n")
    )
    assert all(len(label) == 80 for label in (vol1, hdr1, hdr2, uhl1, eof1, eof2, utl1))
    assert vol1[4:10] == "000001" and vol1[41:47] == "123456" and vol1[79] == "1"
    assert hdr1[4:12] == "A123456S" and hdr1[21:27] == "000001" and hdr1[42:47] == "26299"
    assert hdr2[4:15] == "F0200000100" and uhl1[4:10] == " 26300" and uhl1[28:37] == "1 DAILY  "
    assert utl1[4:17] == utl1[17:30] == "0000000012400"
    assert utl1[30:37] == "0000001" and utl1[37:44] == "0000002"


@given(
    st.lists(st.integers(1, 10**9), min_size=1, max_size=40),
    st.text(max_size=30),
)
def test_what_is_built_is_read_back(amounts, name):
    credits = [credit(number, pence, name=name) for number, pence in enumerate(amounts, start=1)]
    found = parse(build(originator=OWN, credits=credits, **DAY))
    assert [each.amount_pence for each in found.credits] == amounts
    assert found.credit_total_pence == found.contra_pence == sum(amounts)
    assert found.process_on == DAY["process_on"] and found.made_on == DAY["made_on"]


@pytest.mark.parametrize(
    "bad",
    [
        [credit(pence=0)],
        [credit(pence=-5)],
        [credit(pence=10**11)],
        [credit(), credit()],
        [],
        [Credit("00001", "00000001", "A", 5, "1")],
        [Credit("000011", "0000000A", "A", 5, "1")],
    ],
)
def test_payments_that_cannot_be_made_are_refused(bad):
    with pytest.raises(BacsError):
        build(originator=OWN, credits=bad, **DAY)


def test_a_bent_file_is_noticed():
    content = bytearray(build(originator=OWN, credits=[credit(), credit(2)], **DAY))
    records = bytes(content).split(b"\r\n")
    place = sum(len(record) + 2 for record in records[:4]) + 40
    content[place : place + 1] = b"9"
    with pytest.raises(BacsError):
        parse(bytes(content))


def test_text_is_as_bacs_takes_it():
    assert text("O'Brien & Söhne-Ltd/1.", 18) == "O BRIEN & S HNE-LT"


def test_modulus_checks_by_weight_and_says_where_none_applies(tmp_path):
    table = tmp_path / "weights.txt"
    table.write_text("000000 000099 MOD11 0 0 0 0 0 0 8 7 6 5 4 3 2 1\n")
    weights = load_weights(table)
    assert weights is not None
    good = next(n for n in range(10_000_000, 10_000_100) if check(weights, "000011", str(n)))
    assert check(weights, "000011", str(good + 1)) is False
    assert check(weights, "900011", str(good)) is None
    excepted = Weights([Range("000000", "000099", "MOD10", (1,) * 14, 3)])
    assert check(excepted, "000011", str(good)) is None
    assert load_weights(tmp_path / "nowhere") is None
    table.write_text("rubbish\n")
    with pytest.raises(ValueError, match="Line 1"):
        load_weights(table)
