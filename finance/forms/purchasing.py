"""Suppliers, requisitions, orders and receipts as they are entered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from backoffice.tenancy.models import Member
from backoffice.tenancy.roles import ROLES
from backoffice.ui.forms import DateField, PenceField, SearchableModelChoiceField, UiForm
from finance.models import Account, Category, CostCentre, OrderLine, Supplier, VatCode
from finance.rules.purchasing import in_quantity
from finance.services.purchasing import (
    Amendment,
    CategoryFacts,
    LimitFacts,
    PurchaseLine,
    RequisitionFacts,
    SupplierFacts,
)

ROWS = 3  # shown at first, and added by "Add lines"
MOST_ROWS = 500
TEXT_TYPES = ".pdf,.xlsx,.csv,.txt"


class SupplierForm(UiForm):
    """What is recorded of a supplier."""

    name = forms.CharField(max_length=200, error_messages={"required": "Enter the supplier's name"})
    trading_name = forms.CharField(
        max_length=200, required=False, help_text="If it trades under another name."
    )
    kind = forms.ChoiceField(choices=Supplier.Kind.choices)
    company_number = forms.CharField(max_length=20, required=False, widget=forms.TextInput({"width": "10"}))
    vat_number = forms.CharField(
        label="VAT number", max_length=20, required=False, widget=forms.TextInput({"width": "20"})
    )
    address = forms.CharField(max_length=500, required=False, widget=forms.Textarea({"rows": 4}))
    email = forms.EmailField(label="E-mail for orders", required=False)
    remittance_email = forms.EmailField(label="E-mail for remittance advice", required=False)
    phone = forms.CharField(
        max_length=40, required=False, help_text="Changes of bank details are checked by calling this number."
    )
    payment_days = forms.IntegerField(
        label="Paid within (days)",
        min_value=0,
        max_value=120,
        initial=30,
        widget=forms.TextInput({"width": "3", "inputmode": "numeric"}),
    )
    category = SearchableModelChoiceField(
        queryset=Category.objects.none(), required=False, to_field_name="code"
    )
    default_account = SearchableModelChoiceField(
        label="Usual account", queryset=Account.objects.none(), required=False, to_field_name="code"
    )
    default_vat_code = SearchableModelChoiceField(
        label="Usual VAT code", queryset=VatCode.objects.none(), required=False, to_field_name="code"
    )
    is_another = forms.BooleanField(
        label="It is another supplier than one with the same name or number", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "category", Category.objects.filter(is_closed=False).order_by("code"))
        _choose(self, "default_account", Account.objects.filter(type="expense").order_by("code"))
        _choose(self, "default_vat_code", VatCode.objects.order_by("code"))

    @property
    def facts(self) -> SupplierFacts:
        """What the service takes."""
        return SupplierFacts(**{n: v for n, v in self.cleaned_data.items() if n != "is_another"})


class BankDetailsForm(UiForm):
    """Where a supplier asks to be paid."""

    account_name = forms.CharField(
        label="Name on the account",
        max_length=100,
        error_messages={"required": "Enter the name on the account"},
    )
    sort_code = forms.CharField(
        max_length=8,
        widget=forms.TextInput({"width": "5", "inputmode": "numeric", "autocomplete": "off"}),
        help_text="Six digits, such as 01-02-03.",
        error_messages={"required": "Enter the sort code"},
    )
    account_number = forms.CharField(
        max_length=10,
        widget=forms.TextInput({"width": "10", "inputmode": "numeric", "autocomplete": "off"}),
        help_text="Eight digits.",
        error_messages={"required": "Enter the account number"},
    )
    roll_number = forms.CharField(
        label="Building society roll number",
        max_length=18,
        required=False,
        widget=forms.TextInput({"width": "20"}),
    )
    evidence = forms.CharField(
        label="How the change was asked for",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="Such as: letter of 3 November, signed by the finance director.",
    )


class CallBackForm(UiForm):
    """The record of a call back."""

    called_number = forms.CharField(
        label="Number that was called",
        max_length=40,
        widget=forms.TextInput({"width": "20"}),
        error_messages={"required": "Enter the number that was called"},
    )
    called_source = forms.CharField(
        label="Where the number is known from",
        max_length=200,
        required=False,
        help_text="Leave empty for a number that has been on the supplier's record since before. Never one from the"
        " message that asked for the change.",
    )
    called_person = forms.CharField(
        label="Whom you spoke to", max_length=100, error_messages={"required": "Enter whom you spoke to"}
    )
    called_on = DateField(label="Day of the call", error_messages={"required": "Enter the day of the call"})
    called_note = forms.CharField(
        label="What was confirmed",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Say what was confirmed"},
    )


class ReasonForm(UiForm):
    """Why."""

    reason = forms.CharField(
        max_length=500, widget=forms.Textarea({"rows": 3}), error_messages={"required": "Say why"}
    )


class NoteForm(UiForm):
    """A note, if any."""

    reason = forms.CharField(label="Note", max_length=500, required=False, widget=forms.Textarea({"rows": 3}))


class AttachForm(UiForm):
    """A document to keep with a supplier, requisition or order."""

    file = forms.FileField(
        label="Document",
        widget=forms.FileInput({"accept": TEXT_TYPES}),
        error_messages={"required": "Choose a file"},
        help_text="A PDF, a workbook or a text file: a quotation, a contract, a delivery note.",
    )


class CategoryForm(UiForm):
    """A purchasing category."""

    code = forms.CharField(max_length=20, widget=forms.TextInput({"width": "10"}))
    name = forms.CharField(max_length=100)
    account = SearchableModelChoiceField(
        queryset=Account.objects.none(), required=False, to_field_name="code"
    )
    vat_code = SearchableModelChoiceField(
        label="VAT code", queryset=VatCode.objects.none(), required=False, to_field_name="code"
    )
    over_receipt = forms.DecimalField(
        label="More than ordered that may be received (per cent)",
        min_value=0,
        max_value=100,
        decimal_places=2,
        initial=0,
        widget=forms.TextInput({"width": "4", "inputmode": "decimal"}),
    )
    is_closed = forms.BooleanField(label="No longer used", required=False)

    def __init__(self, *args: Any, category: Category | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(
            self,
            "account",
            Account.objects.filter(type__in=["expense", "asset"], is_control=False).order_by("code"),
        )
        _choose(self, "vat_code", VatCode.objects.order_by("code"))
        if category is not None:
            self.fields["code"].disabled = True

    @property
    def facts(self) -> CategoryFacts:
        """What the service takes."""
        given = dict(self.cleaned_data)
        over = int(given.pop("over_receipt") * 100)
        return CategoryFacts(
            **given | {"code": given["code"].strip().upper()}, over_receipt_basis_points=over
        )


class LimitForm(UiForm):
    """How much somebody approves."""

    member = SearchableModelChoiceField(
        label="Person", queryset=Member.objects.none(), required=False, help_text="Or a role, below."
    )
    role = forms.ChoiceField(
        required=False,
        choices=[("", "")]
        + [
            (code, role.label)
            for code, role in ROLES.items()
            if "finance.approve_requisition" in role.permissions
        ],
        help_text="For budget holders: the cost centres each holds.",
    )
    cost_centre = SearchableModelChoiceField(
        label="Cost centre and all below it",
        queryset=CostCentre.objects.none(),
        required=False,
        to_field_name="code",
        help_text="Empty: all cost centres.",
    )
    category = SearchableModelChoiceField(
        queryset=Category.objects.none(),
        required=False,
        to_field_name="code",
        help_text="Empty: all categories.",
    )
    limit_pence = PenceField(label="Approves up to", least=1, error_messages={"required": "Enter the amount"})
    starts_on = DateField(label="From", error_messages={"required": "Enter the first day"})
    ends_before = DateField(label="Until before", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "member", approvers())
        _choose(self, "cost_centre", CostCentre.objects.order_by("code"))
        _choose(self, "category", Category.objects.filter(is_closed=False).order_by("code"))

    @property
    def facts(self) -> LimitFacts:
        """What the service takes."""
        return LimitFacts(**self.cleaned_data)


class EndForm(UiForm):
    """When something ends."""

    ends_before = DateField(label="First day without it", error_messages={"required": "Enter the day"})


class DelegationForm(UiForm):
    """Who stands in."""

    from_member = SearchableModelChoiceField(label="Who is away", queryset=Member.objects.none())
    to_member = SearchableModelChoiceField(
        label="Who approves instead",
        queryset=Member.objects.none(),
        error_messages={"required": "Choose who approves instead"},
    )
    starts_on = DateField(label="First day", error_messages={"required": "Enter the first day"})
    ends_on = DateField(label="Last day", error_messages={"required": "Enter the last day"})
    reason = forms.CharField(max_length=200, error_messages={"required": "Say why, such as annual leave"})

    def __init__(self, *args: Any, me: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "to_member", approvers().exclude(pk=me) if me else approvers())
        _choose(self, "from_member", approvers())
        if me is not None:
            del self.fields["from_member"]


class RequisitionForm(UiForm):
    """The head of a requisition."""

    title = forms.CharField(
        label="What is needed", max_length=200, error_messages={"required": "Say what is needed"}
    )
    supplier = SearchableModelChoiceField(
        queryset=Supplier.objects.none(),
        required=False,
        to_field_name="number",
        help_text="If you know it. Whoever orders may choose it.",
    )
    needed_on = DateField(label="Needed by", required=False)
    deliver_to = forms.CharField(label="Deliver to", max_length=300, required=False)
    reason = forms.CharField(
        label="Why it is needed", max_length=1000, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "supplier", Supplier.objects.filter(state="open").order_by("name"))

    @property
    def facts(self) -> RequisitionFacts:
        """What the service takes."""
        return RequisitionFacts(**self.cleaned_data)


def _cell(label: str, data_list: str = "", **attributes: str) -> forms.TextInput:
    given = {"aria-label": label, "autocomplete": "off"} | attributes
    return forms.TextInput(given | {"list": data_list} if data_list else given)


class RequisitionLineForm(UiForm):
    """One thing to buy. An empty row is left out."""

    description = forms.CharField(max_length=300, required=False, widget=_cell("Description"))
    category = forms.CharField(max_length=20, required=False, widget=_cell("Category", "categories"))
    quantity = forms.DecimalField(
        max_digits=14, decimal_places=3, required=False, widget=_cell("Quantity", inputmode="decimal")
    )
    unit_price_pence = PenceField(
        label="Price",
        required=False,
        least=0,
        widget=_cell("Price of one in pounds, without VAT", inputmode="decimal"),
    )
    account = forms.CharField(max_length=20, required=False, widget=_cell("Account", "accounts"))
    cost_centre = forms.CharField(max_length=20, required=False, widget=_cell("Cost centre", "cost-centres"))
    objective = forms.CharField(max_length=20, required=False, widget=_cell("Objective", "objectives"))
    project = forms.CharField(max_length=20, required=False, widget=_cell("Project", "projects"))
    vat_code = forms.CharField(max_length=10, required=False, widget=_cell("VAT code", "vat-codes"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.errors or not self._is_given(given):
            return given
        for name, message in (
            ("description", "Enter what it is."),
            ("quantity", "Enter the quantity."),
            ("unit_price_pence", "Enter the price of one."),
            ("cost_centre", "Enter the cost centre."),
        ):
            if given.get(name) in (None, ""):
                self.add_error(name, message)
        return given

    @staticmethod
    def _is_given(given: Mapping[str, Any]) -> bool:
        return any(value not in (None, "") for value in given.values())

    @property
    def line(self) -> PurchaseLine | None:
        """The line, or None where nothing was entered."""
        given = dict(self.cleaned_data)
        if not self._is_given(given):
            return None
        codes = ("account", "cost_centre", "objective", "project", "category", "vat_code")
        for name in codes:
            given[name] = given[name].strip().upper() or None
        return PurchaseLine(**given)


class RequisitionLinesForm(forms.BaseFormSet):  # type: ignore[type-arg]
    """The lines of a requisition."""

    @property
    def lines(self) -> list[PurchaseLine]:
        """The lines that were entered, in order."""
        return [form.line for form in self.forms if form.line is not None]


def requisition_lines_form(
    data: Mapping[str, Any] | None = None, *, initial: list[dict[str, Any]] | None = None, extra: int = 0
) -> RequisitionLinesForm:
    """The rows of a requisition, bound to what was sent or begun with `initial` and some empty ones."""
    made: type[RequisitionLinesForm] = forms.formset_factory(  # type: ignore[assignment]
        RequisitionLineForm,
        formset=RequisitionLinesForm,
        extra=extra,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
    )
    return made(data, initial=initial, prefix="lines")


class PlaceOrderForm(UiForm):
    """From whom, and where to."""

    supplier = SearchableModelChoiceField(
        queryset=Supplier.objects.none(),
        to_field_name="number",
        error_messages={"required": "Choose the supplier"},
    )
    deliver_to = forms.CharField(label="Deliver to", max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "supplier", Supplier.objects.filter(state="open").order_by("name"))


class SendForm(UiForm):
    """Where an order is sent."""

    sent_to = forms.EmailField(label="E-mail address", error_messages={"required": "Enter the address"})


class AmendForm(UiForm):
    """What an order becomes: the head, and quantity, price and end of each line."""

    needed_on = DateField(label="Needed by", required=False)
    deliver_to = forms.CharField(label="Deliver to", max_length=300, required=False)
    reason = forms.CharField(
        label="Why it changes",
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Say why"},
    )

    def __init__(self, *args: Any, lines: list[OrderLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            n = line.number
            self.fields[f"quantity_{n}"] = forms.DecimalField(
                label=f"Line {n}, {line.description}: quantity",
                initial=in_quantity(line.quantity),
                max_digits=14,
                decimal_places=3,
                widget=forms.TextInput({"width": "5", "inputmode": "decimal"}),
            )
            self.fields[f"price_{n}"] = PenceField(
                label=f"Line {n}: price of one", initial=line.unit_price_pence, least=0
            )
            self.fields[f"closed_{n}"] = forms.BooleanField(
                label=f"Line {n}: no more is expected", required=False, initial=line.is_closed
            )

    @property
    def amendments(self) -> dict[int, Amendment]:
        """What the service takes, by line."""
        given = self.cleaned_data
        return {
            line.number: Amendment(
                given[f"quantity_{line.number}"],
                given[f"price_{line.number}"],
                line.description,
                given[f"closed_{line.number}"],
            )
            for line in self.lines
        }


class ReceiptForm(UiForm):
    """What came, or goes back, line by line."""

    received_on = DateField(label="Day it came", error_messages={"required": "Enter the day it came"})
    delivery_note = forms.CharField(label="Delivery note", max_length=60, required=False)
    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: list[OrderLine], is_return: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.is_return = lines, is_return
        if is_return:
            self.fields["received_on"].label = "Day it goes back"
            self.fields["reason"] = forms.CharField(
                label="Why it goes back",
                max_length=500,
                widget=forms.Textarea({"rows": 2}),
                error_messages={"required": "Say why it goes back"},
            )
        for line in lines:
            self.fields[f"quantity_{line.number}"] = forms.DecimalField(
                label=f"{line.number}. {line.description}",
                required=False,
                min_value=Decimal(0),
                max_digits=14,
                decimal_places=3,
                help_text=self._told(line),
                widget=forms.TextInput({"width": "5", "inputmode": "decimal"}),
            )

    def _told(self, line: OrderLine) -> str:
        came = f"{in_quantity(line.received_quantity)} of {in_quantity(line.quantity)} {line.unit} received"
        return f"{came}." if not line.is_closed else f"{came}; no more is expected."

    @property
    def quantities(self) -> dict[int, Decimal]:
        """Line number -> quantity, of those that were entered."""
        return {
            line.number: self.cleaned_data[f"quantity_{line.number}"]
            for line in self.lines
            if self.cleaned_data.get(f"quantity_{line.number}")
        }


class OpenOrdersForm(UiForm):
    """As at which day the report is."""

    ordered_until = DateField(label="Ordered on or before", required=False)

    @staticmethod
    def day_of(params: Mapping[str, Any]) -> date | None:
        """The day that was asked for."""
        found = params.get("ordered_until")
        return found if isinstance(found, date) else None


def approvers() -> QuerySet[Member]:
    """Active members whose roles let them approve."""
    roles = [code for code, role in ROLES.items() if "finance.approve_requisition" in role.permissions]
    return Member.objects.filter(state=Member.State.ACTIVE, roles__overlap=roles).order_by("name", "id")


def _choose(form: forms.Form, name: str, queryset: QuerySet[Any]) -> None:
    form.fields[name].queryset = queryset  # type: ignore[attr-defined]
