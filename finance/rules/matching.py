"""The three-way match: what an invoice says against what was ordered and what was received. Plain Python, pence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from finance.rules.money import pounds
from finance.rules.vat import vat_on

WHOLE = 10_000  # basis points


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far apart may be called the same. Within the pence or within the basis points is enough."""

    price_pence: int = 0
    price_basis_points: int = 0
    quantity_basis_points: int = 0
    total_pence: int = 0
    total_basis_points: int = 0
    vat_pence: int = 2


@dataclass(frozen=True, slots=True)
class Ordered:
    """A line of an order as it stands: quantities of the line, pence net of VAT."""

    quantity: Decimal
    unit_price_pence: int
    received_quantity: Decimal
    received_pence: int
    invoiced_quantity: Decimal = Decimal(0)
    invoiced_pence: int = 0

    def invoiced(self, quantity: Decimal, pence: int) -> Ordered:
        """The same with so much more invoiced."""
        return Ordered(
            self.quantity,
            self.unit_price_pence,
            self.received_quantity,
            self.received_pence,
            self.invoiced_quantity + quantity,
            self.invoiced_pence + pence,
        )


@dataclass(frozen=True, slots=True)
class Invoiced:
    """A line of an invoice; `order_line` names the line of the order it is for, or is None."""

    number: int
    quantity: Decimal
    net_pence: int
    vat_pence: int
    vat_basis_points: int
    order_line: int | None = None
    tolerance: Tolerance = field(default_factory=Tolerance)


@dataclass(frozen=True, slots=True)
class Difference:
    """Why it does not match: `line` is None where it is about the whole invoice."""

    code: str
    message: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """What was found, and what each line takes from goods received not invoiced (line number -> pence)."""

    differences: list[Difference]
    clears: dict[int, int]
    orders: dict[int, Ordered]  # as they stand once this is posted


def within(difference: int, of: int, *, pence: int, basis_points: int) -> bool:
    """Whether a difference passes."""
    size = abs(difference)
    return size <= pence or size * WHOLE <= abs(of) * basis_points


def clearing(ordered: Ordered, quantity: Decimal) -> int:
    """What an invoice for so much takes from goods received not invoiced; below nothing for credits.

    At the price it was received at; what is not received yet at the order's price, up to the quantity ordered. Whatever
    the steps, all that was received is cleared to the penny once all of it is invoiced.
    """
    return _value_of(ordered, ordered.invoiced_quantity + quantity) - ordered.invoiced_pence


def _value_of(ordered: Ordered, quantity: Decimal) -> int:
    quantity = max(Decimal(0), quantity)
    received = min(quantity, ordered.received_quantity)
    value = Decimal(0)
    if received:
        value += ordered.received_pence * received / ordered.received_quantity
    ahead = min(quantity, max(ordered.quantity, ordered.received_quantity)) - received
    if ahead > 0:
        value += ahead * ordered.unit_price_pence
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def expected_net(quantity: Decimal, unit_price_pence: int) -> int:
    """What so much costs at the order's price, a halfpenny up."""
    return int((quantity * unit_price_pence).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def match_lines(
    lines: Sequence[Invoiced],
    orders: Mapping[int, Ordered],
    *,
    total_tolerance: Tolerance,
    credit: bool = False,
) -> Match:
    """Compare each line's price, quantity and VAT, then the whole. A credit note takes back: its quantities count down."""
    now = {key: orders[key] for key in {line.order_line for line in lines if line.order_line is not None}}
    sign = -1 if credit else 1
    differences: list[Difference] = []
    clears: dict[int, int] = {}
    apart, agreed = 0, 0
    for line in lines:
        differences += _vat_difference(line)
        if line.order_line is None:
            continue
        ordered = now[line.order_line]
        expected = expected_net(line.quantity, ordered.unit_price_pence)
        apart += line.net_pence - expected
        agreed += expected
        differences += _price_difference(line, ordered, expected)
        differences += _quantity_difference(line, ordered, credit)
        clear = clearing(ordered, sign * line.quantity)
        clears[line.number] = clear
        now[line.order_line] = ordered.invoiced(sign * line.quantity, clear)
    if (
        clears
        and not within(
            apart, agreed, pence=total_tolerance.total_pence, basis_points=total_tolerance.total_basis_points
        )
        and not any(d.code == "price" for d in differences)
    ):
        differences.append(
            Difference(
                "total",
                f"Together the lines are £{pounds(abs(apart))} {'more' if apart > 0 else 'less'} than"
                f" £{pounds(agreed)} at the order's prices.",
            )
        )
    return Match(differences, clears, now)


def _vat_difference(line: Invoiced) -> list[Difference]:
    right = vat_on(line.net_pence, line.vat_basis_points)
    if abs(line.vat_pence - right) <= line.tolerance.vat_pence:
        return []
    return [
        Difference(
            "vat",
            f"VAT is £{pounds(line.vat_pence)}; {line.vat_basis_points / 100:g} % of £{pounds(line.net_pence)}"
            f" is £{pounds(right)}.",
            line.number,
        )
    ]


def _price_difference(line: Invoiced, ordered: Ordered, expected: int) -> list[Difference]:
    difference = line.net_pence - expected
    tolerance = line.tolerance
    if within(difference, expected, pence=tolerance.price_pence, basis_points=tolerance.price_basis_points):
        return []
    return [
        Difference(
            "price",
            f"£{pounds(line.net_pence)} is £{pounds(abs(difference))} {'more' if difference > 0 else 'less'} than"
            f" {plain(line.quantity)} at the order's price of £{pounds(ordered.unit_price_pence)},"
            f" £{pounds(expected)}.",
            line.number,
        )
    ]


def _quantity_difference(line: Invoiced, ordered: Ordered, credit: bool) -> list[Difference]:
    if credit:
        if line.quantity <= ordered.invoiced_quantity:
            return []
        message = f"{plain(line.quantity)} are credited; {plain(ordered.invoiced_quantity)} were invoiced."
        return [Difference("quantity", message, line.number)]
    allowed = ordered.received_quantity * (WHOLE + line.tolerance.quantity_basis_points) / WHOLE
    if ordered.invoiced_quantity + line.quantity <= allowed:
        return []
    left = max(Decimal(0), ordered.received_quantity - ordered.invoiced_quantity)
    before = (
        f", {plain(ordered.invoiced_quantity)} of them invoiced before" if ordered.invoiced_quantity else ""
    )
    message = (
        f"{plain(line.quantity)} are invoiced; {plain(ordered.received_quantity)} of"
        f" {plain(ordered.quantity)} were received{before}."
    )
    return [Difference("quantity" if left else "not_received", message, line.number)]


def plain(quantity: Decimal) -> str:
    """A quantity without the noughts behind it: `12`, `2.5`."""
    return f"{quantity.normalize():f}"
