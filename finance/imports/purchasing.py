"""Files purchasing takes in: suppliers with proposed bank details, categories, approval limits, open orders."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.imports.specs import CheckContext, Column, ImportRow, ImportSpec, register
from backoffice.tenancy.models import Member
from backoffice.tenancy.roles import ROLES, permissions_of
from finance.models import Account, Category, CostCentre, PurchaseOrder, Supplier, VatCode
from finance.services import purchasing
from finance.services.purchasing import CategoryFacts, LimitFacts, OpenOrder, PurchaseLine, SupplierFacts
from finance.services.purchasing.bank_details import read_account_number, read_sort_code
from finance.services.purchasing.lines import coded
from finance.services.purchasing.setup import CATEGORY_FIELDS
from finance.services.purchasing.suppliers import FIELDS

KINDS = {label: value for value, label in Supplier.Kind.choices}
APPROVER_ROLES = {
    role.label: code for code, role in ROLES.items() if "finance.approve_requisition" in role.permissions
}


def _by(model: Any, field: str, rows: list[ImportRow], *names: str) -> dict[str, Any]:
    """What codes in these columns stand for. One query."""
    wanted = {row[name] for row in rows for name in names if row[name]}
    return {getattr(each, field): each for each in model.objects.filter(**{f"{field}__in": wanted})}


def _known(row: ImportRow, name: str, found: dict[str, Any], what: str) -> Any:
    code = row[name]
    if not code:
        return None
    if code not in found:
        row.problem(name, f"There is no {what} {code}.", next_step="Correct it, or add it first.")
    return found.get(code)


def _reading(read: Any) -> Any:
    def parse(text: str) -> str:
        try:
            return str(read(text))
        except Refused as refused:
            raise ValueError(f"{refused.message} {refused.next_step}") from refused

    return parse


def _check_suppliers(rows: list[ImportRow], context: CheckContext) -> None:
    suppliers = _by(Supplier, "number", rows, "number")
    taken = set(Supplier.objects.exclude(state="closed").values_list("name", "number"))
    names = {name.casefold(): number for name, number in taken}
    tables = (
        _by(Category, "code", rows, "category"),
        _by(Account, "code", rows, "account"),
        _by(VatCode, "code", rows, "vat_code"),
    )
    of_vat = _by(Supplier, "vat_number", rows, "vat_number")
    for row in rows:
        category = _known(row, "category", tables[0], "category")
        account = _known(row, "account", tables[1], "account")
        vat_code = _known(row, "vat_code", tables[2], "VAT code")
        supplier = _known(row, "number", suppliers, "supplier")
        if bool(row["sort_code"]) != bool(row["account_number"]):
            row.problem(
                "sort_code", "Sort code and account number come together.", next_step="Give both or none."
            )
        if not row.ok:
            continue
        other = of_vat.get(row["vat_number"] or "")
        if other is not None and (supplier is None or other.pk != supplier.pk):
            row.problem(
                "vat_number",
                f"{other} has this VAT number.",
                next_step="Give its number in the first column.",
            )
        elif supplier is None and row["name"].casefold() in names:
            number = names[row["name"].casefold()]
            row.problem(
                "name",
                f"{number} has this name.",
                next_step=f"Give {number} in the first column to change it.",
            )
        if supplier is not None and supplier.state == "closed":
            row.problem("number", f"{supplier} is closed.", next_step="Open it again first.")
        if not row.ok:
            continue
        facts = SupplierFacts(
            name=row["name"],
            trading_name=row["trading_name"] or "",
            kind=row["kind"] or Supplier.Kind.BUSINESS,
            company_number=row["company_number"] or "",
            vat_number=row["vat_number"] or "",
            address=(row["address"] or "").replace("; ", "\n"),
            email=row["email"] or "",
            phone=row["phone"] or "",
            remittance_email=row["remittance_email"] or "",
            payment_days=30 if row["payment_days"] is None else row["payment_days"],
            category=category,
            default_account=account,
            default_vat_code=vat_code,
        )
        row.extra.update(supplier=supplier, facts=facts)
        if supplier is None:
            row.outcome = "new"
        else:
            same = all(getattr(supplier, name) == getattr(facts, name) for name in FIELDS)
            row.outcome = "unchanged" if same and not row["sort_code"] else "changed"


def _apply_suppliers(*, actor: Actor, rows: list[ImportRow], today: date) -> dict[str, int]:
    counts = {"added": 0, "changed": 0, "bank details proposed": 0}
    for row in rows:
        supplier, facts = row.extra["supplier"], row.extra["facts"]
        if supplier is None:
            supplier = purchasing.add_supplier(actor=actor, facts=facts, is_another=True)
            counts["added"] += 1
        elif row.outcome == "changed":
            supplier = purchasing.change_supplier(actor=actor, supplier=supplier, facts=facts)
            counts["changed"] += 1
        if row["sort_code"] and not _is_paid_there(supplier, row):
            purchasing.propose_bank_details(
                actor=actor,
                supplier=supplier,
                account_name=row["account_name"] or facts.name[:100],
                sort_code=row["sort_code"],
                account_number=row["account_number"],
                evidence="Loaded from a file",
            )
            counts["bank details proposed"] += 1
    return counts


def _is_paid_there(supplier: Supplier, row: ImportRow) -> bool:
    same = supplier.bank_details.filter(
        sort_code=row["sort_code"], account_number=row["account_number"], state__in=["proposed", "current"]
    )
    return same.exists()


def _check_categories(rows: list[ImportRow], context: CheckContext) -> None:
    known = _by(Category, "code", rows, "code")
    accounts, vat_codes = _by(Account, "code", rows, "account"), _by(VatCode, "code", rows, "vat_code")
    for row in rows:
        account = _known(row, "account", accounts, "account")
        vat_code = _known(row, "vat_code", vat_codes, "VAT code")
        over = row["over_receipt"] or Decimal(0)
        if not 0 <= over <= 100:
            row.problem("over_receipt", "It is between 0 and 100 per cent.", next_step="Correct it.")
        if not row.ok:
            continue
        facts = CategoryFacts(
            row["code"], row["name"], account, vat_code, int(over * 100), bool(row["is_closed"])
        )
        category = known.get(row["code"])
        row.extra["facts"] = facts
        if category is None:
            row.outcome = "new"
        else:
            same = all(getattr(category, name) == getattr(facts, name) for name in CATEGORY_FIELDS)
            row.outcome = "unchanged" if same else "changed"


def _apply_categories(*, actor: Actor, rows: list[ImportRow], today: date) -> dict[str, int]:
    return purchasing.put_categories(actor=actor, rows=[row.extra["facts"] for row in rows])


def _members(rows: list[ImportRow], name: str) -> dict[str, Member]:
    wanted = {row[name].casefold() for row in rows if row[name]}
    return {
        m.email.casefold(): m for m in Member.objects.filter(state="active") if m.email.casefold() in wanted
    }


def _check_limits(rows: list[ImportRow], context: CheckContext) -> None:
    members = _members(rows, "member")
    centres, categories = (
        _by(CostCentre, "code", rows, "cost_centre"),
        _by(Category, "code", rows, "category"),
    )
    for row in rows:
        centre = _known(row, "cost_centre", centres, "cost centre")
        category = _known(row, "category", categories, "category")
        member = members.get((row["member"] or "").casefold())
        if row["member"] and member is None:
            row.problem(
                "member", f"No active member has the address {row['member']}.", next_step="Invite them first."
            )
        if bool(row["member"]) == bool(row["role"]):
            row.problem("role", "A limit is of a person or of a role.", next_step="Give one of the two.")
        if row["limit_pence"] is not None and row["limit_pence"] <= 0:
            row.problem("limit_pence", "A limit is above nothing.", next_step="Correct it.")
        if member is not None and member.pk == context.actor.member_id:
            row.problem(
                "member", "You cannot give yourself a limit.", next_step="Have a colleague load this row."
            )
        if row.ok:
            row.outcome = "new"
            row.extra["facts"] = LimitFacts(
                limit_pence=row["limit_pence"],
                starts_on=row["starts_on"],
                member=member,
                role=row["role"] or "",
                cost_centre=centre,
                category=category,
                ends_before=row["ends_before"],
            )


def _apply_limits(*, actor: Actor, rows: list[ImportRow], today: date) -> dict[str, int]:
    return purchasing.put_limits(actor=actor, rows=[row.extra["facts"] for row in rows])


def _check_orders(rows: list[ImportRow], context: CheckContext) -> None:
    suppliers, members = _by(Supplier, "number", rows, "supplier"), _members(rows, "approved_by")
    known = set(
        PurchaseOrder.objects.filter(number__in=[r["order"] for r in rows if r["order"]]).values_list(
            "number", flat=True
        )
    )
    of_order: dict[str, list[ImportRow]] = defaultdict(list)
    for row in rows:
        supplier = _known(row, "supplier", suppliers, "supplier")
        if supplier is not None and supplier.state != "open":
            row.problem(
                "supplier", f"{supplier} is not open.", next_step="Open it again, or leave the order out."
            )
        member = members.get((row["approved_by"] or "").casefold())
        if row["approved_by"] and (
            member is None or "finance.approve_requisition" not in permissions_of(member.roles)
        ):
            row.problem(
                "approved_by",
                f"{row['approved_by']} is not the address of a member who may approve.",
                next_step="Give the member who approved it in the system before, or answers for it now.",
            )
        elif member is not None and member.pk == context.actor.member_id:
            row.problem(
                "approved_by",
                "You cannot take on an order as approved by yourself.",
                next_step="Ask a colleague.",
            )
        if not row.ok:
            continue
        if row["order"] in known:
            row.outcome = "unchanged"
            continue
        line = PurchaseLine(
            description=row["description"],
            quantity=row["quantity"],
            unit_price_pence=row["price"],
            cost_centre=row["cost_centre"],
            account=row["account"],
            objective=row["objective"],
            project=row["project"],
            category=row["category"],
            vat_code=row["vat_code"],
        )
        try:
            coded([line], on=context.today)
        except Refused as refused:
            row.problem("", refused.message.removeprefix("Line 1: "), next_step=refused.next_step)
            continue
        first = of_order[row["order"]][0] if of_order[row["order"]] else row
        if first["supplier"] != row["supplier"] or first["approved_by"] != row["approved_by"]:
            row.problem(
                "supplier",
                f"Row {first.number} of the same order says otherwise.",
                next_step="Make them equal.",
            )
            continue
        row.outcome = "new"
        row.extra.update(supplier=supplier, member=member, line=line)
        of_order[row["order"]].append(row)


def _apply_orders(*, actor: Actor, rows: list[ImportRow], today: date) -> dict[str, int]:
    grouped: dict[str, list[ImportRow]] = defaultdict(list)
    for row in rows:
        if row.outcome == "new":
            grouped[row["order"]].append(row)
    orders = [
        OpenOrder(
            number=number,
            supplier=lines[0].extra["supplier"],
            title=lines[0]["title"] or lines[0]["description"][:200],
            ordered_on=lines[0]["ordered_on"],
            approved_by=lines[0].extra["member"],
            lines=[row.extra["line"] for row in lines],
            needed_on=lines[0]["needed_on"],
        )
        for number, lines in grouped.items()
    ]
    return purchasing.take_on_orders(actor=actor, orders=orders, today=today)


def offer() -> None:
    """Offer them to the imports pages."""
    register(
        ImportSpec(
            kind="finance.categories",
            label="Purchasing categories",
            permission="finance.change_purchasing_rules",
            function="finance",
            order=60,
            opens=("finance:categories",),
            description="One row for each category. Categories that are there already are changed.",
            columns=[
                Column("code", "Code", kind="code", required=True, example="KIT", max_length=20),
                Column("name", "Name", required=True, example="Uniform and kit", max_length=100),
                Column("account", "Account", kind="code", example="3000"),
                Column("vat_code", "VAT code", kind="code", example="S"),
                Column(
                    "over_receipt",
                    "Over-receipt per cent",
                    kind="decimal",
                    example="10",
                    help="How much more than ordered may be received.",
                ),
                Column("is_closed", "No longer used", kind="yes_no", example="no"),
            ],
            key=("code",),
            check=_check_categories,
            apply=_apply_categories,
        )
    )
    register(
        ImportSpec(
            kind="finance.approval_limits",
            label="Approval limits",
            permission="finance.change_purchasing_rules",
            function="finance",
            order=61,
            opens=("finance:approval_limits",),
            description="One row for each limit, of a person or of a role.",
            columns=[
                Column("member", "E-mail address", example="g.taylor@example.police.uk", max_length=254),
                Column("role", "Role", kind="choice", choices=APPROVER_ROLES, example="Budget holder"),
                Column("cost_centre", "Cost centre", kind="code", help="With all below it. Empty: all."),
                Column("category", "Category", kind="code", help="Empty: all."),
                Column("limit_pence", "Approves up to", kind="money", required=True, example="1,000.00"),
                Column("starts_on", "From", kind="date", required=True, example="01/04/2026"),
                Column("ends_before", "Until before", kind="date"),
            ],
            key=(),
            check=_check_limits,
            apply=_apply_limits,
        )
    )
    register(
        ImportSpec(
            kind="finance.suppliers",
            label="Suppliers",
            permission="finance.change_suppliers",
            function="finance",
            order=62,
            opens=("finance:suppliers",),
            description="One row for each supplier. Bank details are proposed: another person checks each by a call back.",
            columns=[
                Column(
                    "number", "Supplier number", kind="code", help="Empty for a new supplier.", example=""
                ),
                Column("name", "Name", required=True, example="Tees Workwear Ltd", max_length=200),
                Column("trading_name", "Trading name", max_length=200),
                Column("kind", "Kind", kind="choice", choices=KINDS, example="Business"),
                Column("company_number", "Company number", kind="code", max_length=20),
                Column("vat_number", "VAT number", kind="code", max_length=20),
                Column("address", "Address", help="Lines parted by a semicolon.", max_length=500),
                Column("email", "E-mail for orders", max_length=254),
                Column("phone", "Telephone", max_length=40),
                Column("remittance_email", "E-mail for remittance", max_length=254),
                Column("payment_days", "Paid within days", kind="integer", example="30"),
                Column("category", "Category", kind="code"),
                Column("account", "Usual account", kind="code"),
                Column("vat_code", "Usual VAT code", kind="code"),
                Column("account_name", "Name on the account", max_length=100),
                Column("sort_code", "Sort code", parse=_reading(read_sort_code), example="01-02-03"),
                Column(
                    "account_number",
                    "Account number",
                    parse=_reading(read_account_number),
                    example="12345678",
                ),
            ],
            key=(),
            check=_check_suppliers,
            apply=_apply_suppliers,
        )
    )
    register(
        ImportSpec(
            kind="finance.open_orders",
            label="Open orders",
            permission="finance.change_purchasing_rules",
            function="finance",
            order=63,
            opens=("finance:orders",),
            description="One row for each line that is still to come of orders placed in the system before.",
            columns=[
                Column("order", "Order", kind="code", required=True, example="4500012345", max_length=12),
                Column("supplier", "Supplier number", kind="code", required=True, example="S00001"),
                Column("ordered_on", "Ordered on", kind="date", required=True, example="01/03/2026"),
                Column("needed_on", "Needed by", kind="date"),
                Column("title", "What the order is for", max_length=200),
                Column("description", "Line", required=True, example="Search gloves, pair", max_length=300),
                Column("quantity", "Quantity still to come", kind="decimal", required=True, example="100"),
                Column("price", "Price of one", kind="money", required=True, example="2.50"),
                Column("account", "Account", kind="code"),
                Column("cost_centre", "Cost centre", kind="code", required=True, example="A100"),
                Column("objective", "Objective", kind="code"),
                Column("project", "Project", kind="code"),
                Column("category", "Category", kind="code"),
                Column("vat_code", "VAT code", kind="code"),
                Column(
                    "approved_by",
                    "Approved by (e-mail)",
                    required=True,
                    help="The member who approved it, or answers for it now.",
                    max_length=254,
                ),
            ],
            key=(),
            check=_check_orders,
            apply=_apply_orders,
        )
    )
