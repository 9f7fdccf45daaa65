"""Inputs as bytes and back: what a pay run stores when it is calculated, so that it can be worked out again.

Same inputs, same bytes. The form is a JSON array in the order of `PayInputs`, behind the number of the form.
"""

import json
from datetime import date

from payroll.rules.attachments import Order
from payroll.rules.deductions import Deduction
from payroll.rules.pay_items import PayItem
from payroll.rules.payslip import Director, EarlierPension, PayInputs

FORM = 1


def freeze(inputs: PayInputs) -> bytes:
    """Canonical bytes of the inputs."""
    return _encode([FORM, *inputs]).encode()


def thaw(frozen: bytes) -> PayInputs:
    """The inputs again. Bytes of another form raise ValueError."""
    form, *values = json.loads(frozen)
    if form != FORM:
        raise ValueError(f"These inputs are of form {form}; this version reads form {FORM}.")
    inputs = PayInputs(*values)
    return inputs._replace(
        pay_on=date.fromisoformat(inputs.pay_on),  # type: ignore[arg-type]  # JSON holds text
        pay_items=tuple(PayItem(*item[:3], tuple(item[3]), *item[4:]) for item in inputs.pay_items),
        director=None if inputs.director is None else Director(*inputs.director),
        loans=tuple(inputs.loans),
        earlier_pension=tuple(EarlierPension(*part) for part in inputs.earlier_pension),
        orders=tuple(
            Order(*order[:2], date.fromisoformat(order[2]), *order[3:])  # type: ignore[arg-type]
            for order in inputs.orders
        ),
        deductions=tuple(Deduction(*deduction) for deduction in inputs.deductions),
    )


_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, default=date.isoformat).encode
