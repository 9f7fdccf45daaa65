"""Statements of an invented bank: the same days as CAMT.053, MT940 and CSV."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

IBAN = "GB29NWBK60161331926819"
SORT_CODE, NUMBER = "601613", "31926819"


@dataclass(frozen=True)
class Day:
    """A statement: what it opens with and what moved; money in is above nothing."""

    on: date
    opening_pence: int
    items: Sequence[tuple[int, str, str]]  # pence, text, reference
    number: int = 1

    @property
    def closing_pence(self) -> int:
        return self.opening_pence + sum(item[0] for item in self.items)


def _pounds(pence: int) -> str:
    return f"{abs(pence) // 100}.{abs(pence) % 100:02d}"


def _mark(pence: int) -> str:
    return "CRDT" if pence >= 0 else "DBIT"


def camt053(
    *days: Day, version: int = 8, iban: str = IBAN, currency: str = "GBP", head: str = "", signs: int = 1
) -> bytes:
    """As ISO 20022 writes it; parties and states moved down a level in version 8. `signs=-1` turns every item."""
    statements = []
    for day in days:
        balances = "".join(
            f'<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">{_pounds(pence)}</Amt>'
            f"<CdtDbtInd>{_mark(pence)}</CdtDbtInd><Dt><Dt>{day.on}</Dt></Dt></Bal>"
            for kind, pence in (("OPBD", day.opening_pence), ("CLBD", day.closing_pence))
        )
        entries = []
        for pence, text, reference in day.items:
            status = "<Sts><Cd>BOOK</Cd></Sts>" if version >= 8 else "<Sts>BOOK</Sts>"
            name = "<Nm>Wyvern Motors Ltd</Nm>"
            party = f"<Pty>{name}</Pty>" if version >= 8 else name
            side = "Dbtr" if pence > 0 else "Cdtr"
            entries.append(
                f'<Ntry><Amt Ccy="{currency}">{_pounds(pence)}</Amt><CdtDbtInd>{_mark(pence * signs)}</CdtDbtInd>{status}'
                f"<BookgDt><Dt>{day.on}</Dt></BookgDt><ValDt><Dt>{day.on}</Dt></ValDt>"
                f"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>DMCT</SubFmlyCd></Fmly></Domn></BkTxCd>"
                f"<NtryDtls><TxDtls><Refs><EndToEndId>{escape(reference) or 'NOTPROVIDED'}</EndToEndId></Refs>"
                f"<RltdPties><{side}>{party}</{side}></RltdPties></TxDtls></NtryDtls>"
                f"<AddtlNtryInf>{escape(text)}</AddtlNtryInf></Ntry>"
            )
        pending = (
            f'<Ntry><Amt Ccy="{currency}">9.99</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>PDNG</Sts></Ntry>'
            if version < 8
            else ""
        )
        statements.append(
            f"<Stmt><Id>S{day.number}</Id><ElctrncSeqNb>{day.number}</ElctrncSeqNb>"
            f"<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>{currency}</Ccy></Acct>{balances}{''.join(entries)}{pending}</Stmt>"
        )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version:02d}"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>M</MsgId></GrpHdr>{''.join(statements)}</BkToCstmrStmt></Document>"
    ).encode()


def mt940(*days: Day, account: str = f"{SORT_CODE}{NUMBER}", currency: str = "GBP") -> bytes:
    """As SWIFT writes it."""
    lines = []
    for day in days:
        lines += [
            ":20:STMT",
            f":25:{account}",
            f":28C:{day.number}/1",
            f":60F:{_balance(day.opening_pence, day, currency)}",
        ]
        for pence, text, reference in day.items:
            lines.append(
                f":61:{day.on:%y%m%d}{day.on:%m%d}{'C' if pence >= 0 else 'D'}{_pounds(pence).replace('.', ',')}"
                f"NTRF{reference or 'NONREF'}"
            )
            lines.append(f":86:{text}")
        lines.append(f":62F:{_balance(day.closing_pence, day, currency)}")
    return "\r\n".join([*lines, "-", ""]).encode()


def _balance(pence: int, day: Day, currency: str) -> str:
    return f"{'C' if pence >= 0 else 'D'}{day.on:%y%m%d}{currency}{_pounds(pence).replace('.', ',')}"


def csv(*days: Day, balances: bool = True, newest_first: bool = True, signs: int = 1) -> bytes:
    """As a bank's web page gives it: newest first, with the balance after each item."""
    rows = []
    for day in days:
        balance = day.opening_pence
        for pence, text, reference in day.items:
            balance += pence
            row = [f"{day.on:%d/%m/%Y}", text, reference, f"{pence * signs / 100:.2f}"]
            rows.append([*row, f"{balance / 100:.2f}"] if balances else row)
    if newest_first:
        rows.reverse()
    heading = ["Date", "Description", "Reference", "Amount", *(["Balance"] if balances else [])]
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in [heading, *rows]).encode()


MAPPING = {
    "booked_on": "Date",
    "text": "Description",
    "their_reference": "Reference",
    "amount": "Amount",
    "balance": "Balance",
}
