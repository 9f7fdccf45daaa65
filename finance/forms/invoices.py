"""Invoices entered by hand, and what may be done with them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from backoffice.ui.forms import DateField, PenceField, UiForm
from finance.models import Category, Invoice
from finance.services.invoices import NewInvoice, NewLine

ROWS = 4
MOST_ROWS = 200
SHARE = {"min_value": 0, "max_value": 100, "max_digits": 5, "decimal_places": 2}


class InvoiceForm(UiForm):
    """The head of an invoice or credit note, as the paper says it."""

    kind = forms.ChoiceField(label="What it is", choices=Invoice.Kind.choices, widget=forms.RadioSelect)
    supplier = forms.CharField(
        label="Supplier",
        max_length=12,
        help_text="Its number, such as S00001",
        widget=forms.TextInput({"list": "suppliers", "width": "10", "autocomplete": "off"}),
        error_messages={"required": "Enter the supplier's number"},
    )
    supplier_number = forms.CharField(
        label="Number on the invoice",
        max_length=60,
        error_messages={"required": "Enter the number on the invoice"},
    )
    dated_on = DateField(
        label="Date on the invoice", error_messages={"required": "Enter the date on the invoice"}
    )
    received_on = DateField(label="Received on", required=False, help_text="Today, if left out.")
    order = forms.CharField(
        label="Order", max_length=12, required=False, help_text="Such as PO000001",
        widget=forms.TextInput({"width": "10", "autocomplete": "off"}),
    )  # fmt: skip
    credits = forms.CharField(
        label="Takes back the invoice", max_length=12, required=False,
        help_text="Of credit notes: the number the invoice has here, such as INV000001",
        widget=forms.TextInput({"width": "10", "autocomplete": "off"}),
    )  # fmt: skip
    gross_pence = PenceField(
        label="Total to pay", least=1, error_messages={"required": "Enter the total on the invoice"}
    )


def _text(label: str, length: int = 20, **attrs: str) -> forms.CharField:
    widget = forms.TextInput({"aria-label": label, "autocomplete": "off", **attrs})
    return forms.CharField(max_length=length, required=False, widget=widget)


class InvoiceLineForm(UiForm):
    """One line. An empty one is left out."""

    order_line = forms.IntegerField(
        required=False, min_value=1, max_value=30_000,
        widget=forms.TextInput({"aria-label": "Line of the order", "inputmode": "numeric"}),
    )  # fmt: skip
    description = _text("Description", 200)
    quantity = forms.DecimalField(
        required=False, min_value=Decimal("0.001"), max_digits=14, decimal_places=3,
        widget=forms.TextInput({"aria-label": "Quantity", "inputmode": "decimal"}),
    )  # fmt: skip
    net_pence = PenceField(
        label="Net",
        required=False,
        widget=forms.TextInput({"aria-label": "Net in pounds", "inputmode": "decimal"}),
    )
    vat_code = _text("VAT code", 10)
    vat_pence = PenceField(
        label="VAT",
        required=False,
        widget=forms.TextInput({"aria-label": "VAT in pounds", "inputmode": "decimal"}),
    )
    account = _text("Account", list="accounts")
    cost_centre = _text("Cost centre", list="cost-centres")
    objective = _text("Objective", list="objectives")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and self._used(given) and given.get("net_pence") is None:
            self.add_error("net_pence", "Enter the net amount of the line.")
        return given

    @staticmethod
    def _used(given: Mapping[str, Any]) -> bool:
        return any(value not in (None, "") for value in given.values())

    @property
    def line(self) -> NewLine | None:
        """The line, or None where nothing was entered."""
        given = self.cleaned_data
        if not self._used(given):
            return None
        return NewLine(
            description=given["description"],
            quantity=given["quantity"] or Decimal(1),
            net_pence=given["net_pence"],
            vat_code=given["vat_code"].strip().upper(),
            vat_pence=given["vat_pence"],
            order_line=given["order_line"],
            account=given["account"].strip().upper(),
            cost_centre=given["cost_centre"].strip().upper() or None,
            objective=given["objective"].strip().upper() or None,
        )


class InvoiceLinesForm(forms.BaseFormSet):  # type: ignore[type-arg]
    """The lines of an invoice."""

    @property
    def lines(self) -> list[NewLine]:
        """The lines that were entered, in order."""
        return [form.line for form in self.forms if form.line is not None]


def invoice_lines_form(
    data: Mapping[str, Any] | None = None, *, initial: list[dict[str, Any]] | None = None, extra: int = 0
) -> InvoiceLinesForm:
    """The rows of an invoice, bound to what was sent or begun empty."""
    made: type[InvoiceLinesForm] = forms.formset_factory(  # type: ignore[assignment]
        InvoiceLineForm, formset=InvoiceLinesForm, extra=extra, max_num=MOST_ROWS, absolute_max=MOST_ROWS
    )
    return made(data, initial=initial, prefix="lines")


def new_invoice(head: Mapping[str, Any], lines: list[NewLine]) -> NewInvoice:
    """What the service takes."""
    return NewInvoice(
        kind=head["kind"],
        supplier=head["supplier"].strip().upper(),
        supplier_number=head["supplier_number"],
        dated_on=head["dated_on"],
        received_on=head["received_on"],
        order=head["order"].strip().upper(),
        credits=head["credits"].strip().upper(),
        gross_pence=head["gross_pence"],
        lines=lines,
    )


class ReasonForm(UiForm):
    """Why."""

    reason = forms.CharField(
        label="Reason",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Give the reason"},
    )


class SettleForm(UiForm):
    """Why a difference is accepted."""

    settlement = forms.CharField(
        label="Why it is right, or what was agreed",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Say why it is right, or what was agreed"},
    )


class InvoiceFileForm(UiForm):
    """A file of an invoice."""

    file = forms.FileField(label="File", error_messages={"required": "Choose a file"})


class ToleranceForm(UiForm):
    """How far apart may be called the same. Per cent on screen, basis points within."""

    category = forms.ModelChoiceField(
        label="Category",
        queryset=Category.objects.none(),
        required=False,
        to_field_name="code",
        empty_label="All others",
    )
    price_pence = PenceField(label="Price of a line: pounds", least=0)
    price_percent = forms.DecimalField(label="Price of a line: per cent", **SHARE)  # type: ignore[arg-type]
    quantity_percent = forms.DecimalField(label="Quantity above what came: per cent", **SHARE)  # type: ignore[arg-type]
    total_pence = PenceField(label="Whole invoice: pounds", least=0)
    total_percent = forms.DecimalField(label="Whole invoice: per cent", **SHARE)  # type: ignore[arg-type]
    vat_pence = PenceField(label="VAT of a line: pounds", least=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.order_by("code")  # type: ignore[attr-defined]

    @property
    def given(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        return {
            "category": data["category"],
            "price_pence": data["price_pence"],
            "price_basis_points": int(data["price_percent"] * 100),
            "quantity_basis_points": int(data["quantity_percent"] * 100),
            "total_pence": data["total_pence"],
            "total_basis_points": int(data["total_percent"] * 100),
            "vat_pence": data["vat_pence"],
        }
