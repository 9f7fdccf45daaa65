"""Bank accounts, how their CSV files are read, and the first day of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.utils import timezone

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.services import lock, service
from finance.models import Account, BankAccount, OpeningItem, StatementMapping
from finance.queries.bank.position import ledger_balance
from finance.rules.money import pounds
from finance.services.bank.csv_statement import FIELDS, needed
from finance.services.bank.errors import AccountClosed, BegunAlready, FirstDayDiffers


class OpeningRow(NamedTuple):
    """An item open on the first day: `side` is ledger or statement, money in above nothing."""

    side: str
    dated_on: date
    amount_pence: int
    text: str
    their_reference: str = ""


@service(permission="finance.reconcile_bank")
def add_bank_account(
    *,
    actor: Actor,
    name: str,
    sort_code: str,
    account_number: str,
    ledger_account: Account,
    iban: str = "",
    service_user_number: str = "",
) -> BankAccount:
    """Name an account at the bank and the account of the chart that it is."""
    account = BankAccount(ledger_account=ledger_account)
    _fill(account, name, sort_code, account_number, iban, service_user_number)
    _check_ledger_account(account)
    account.save(force_insert=True)
    return account


@service(permission="finance.reconcile_bank")
def change_bank_account(
    *,
    actor: Actor,
    bank_account: BankAccount,
    name: str,
    sort_code: str,
    account_number: str,
    ledger_account: Account,
    iban: str = "",
    service_user_number: str = "",
    is_closed: bool = False,
) -> BankAccount:
    """Correct an account. Once it has begun, its numbers and its place in the ledger stay."""
    account = lock(bank_account)
    before = (account.sort_code, account.account_number, account.ledger_account_id)
    _fill(account, name, sort_code, account_number, iban, service_user_number)
    account.ledger_account, account.is_closed = ledger_account, is_closed
    after = (account.sort_code, account.account_number, ledger_account.pk)
    if account.take_on_on is not None and before != after:
        raise BegunAlready(
            f"{account.name} has begun: its sort code, number and ledger account stay.",
            next_step="Add another bank account.",
        )
    _check_ledger_account(account)
    account.save()
    return account


def _fill(
    account: BankAccount, name: str, sort_code: str, number: str, iban: str, service_user_number: str
) -> None:
    account.name = name.strip()
    account.sort_code = "".join(c for c in sort_code if c.isdigit())
    account.account_number = "".join(c for c in number if c.isdigit()).zfill(8)
    account.iban = "".join(iban.upper().split())
    account.service_user_number = service_user_number.strip()
    if len(account.sort_code) != 6 or len(account.account_number) != 8:
        raise Refused(
            f"{sort_code} {number} is no sort code and account number.",
            where="sort_code",
            next_step="Give 6 digits, such as 12-34-56, and 8 digits.",
            code="bank_account_numbers",
        )


def _check_ledger_account(account: BankAccount) -> None:
    ledger = account.ledger_account
    if ledger.type not in (Account.Type.ASSET, Account.Type.LIABILITY):
        raise Refused(
            f"Account {ledger} is {ledger.get_type_display().lower()}; money at the bank is an asset.",
            where="ledger_account",
            next_step="Choose the account of the chart that holds the bank's balance.",
            code="bank_ledger_account",
        )
    other = BankAccount.objects.filter(ledger_account=ledger).exclude(pk=account.pk).first()
    if other is not None:
        raise Refused(
            f"Account {ledger} is {other.name} already; two bank accounts on one account cannot be reconciled.",
            where="ledger_account",
            next_step="Choose another account, or add one to the chart.",
            code="bank_ledger_account_taken",
        )


@service(permission="finance.reconcile_bank")
def put_mapping(
    *,
    actor: Actor,
    mapping: StatementMapping | None,
    name: str,
    columns: Mapping[str, str],
    signs: str,
    date_format: str,
    is_active: bool = True,
) -> StatementMapping:
    """Keep how a bank's CSV is read; a new one where none is given."""
    columns = {field: heading.strip() for field, heading in columns.items() if heading.strip()}
    assert set(columns) <= set(FIELDS)
    for field in needed(signs):
        if field not in columns:
            raise Refused(
                f"Say which column is “{FIELDS[field]}”.",
                where=field,
                next_step="Choose the heading as it stands in the file.",
                code="bank_mapping_incomplete",
            )
    found = lock(mapping) if mapping is not None else StatementMapping()
    found.name, found.columns, found.signs = name.strip(), columns, signs
    found.date_format, found.is_active = date_format, is_active
    found.save()
    return found


@service(permission="finance.reconcile_bank")
def begin_account(
    *,
    actor: Actor,
    bank_account: BankAccount,
    on: date,
    statement_pence: int,
    ledger_pence: int | None = None,
    items: Sequence[OpeningRow] = (),
) -> BankAccount:
    """Take an account on at the end of a day: what the statement said, what the ledger says, and why they differ.

    Refused while that does not prove itself to the penny, so reconciliation is right from the first day on.
    """
    account = lock(bank_account)
    if account.is_closed:
        raise AccountClosed(f"{account} is closed.", next_step="Open it again first.")
    if account.take_on_on is not None:
        raise BegunAlready(
            f"{account} began on {account.take_on_on:%-d %B %Y}.",
            next_step="Load the statements that follow.",
        )
    in_ledger, sequence = check_first_day(
        bank_account=account, on=on, statement_pence=statement_pence, ledger_pence=ledger_pence, items=items
    )
    OpeningItem.objects.bulk_create(
        [
            OpeningItem(
                bank_account=account,
                number=number,
                side=item.side,
                dated_on=item.dated_on,
                amount_pence=item.amount_pence,
                text=item.text[:200],
                their_reference=item.their_reference[:100],
            )
            for number, item in enumerate(items, start=1)
        ],
        batch_size=1000,
    )
    account.take_on_on, account.take_on_statement_pence = on, statement_pence
    account.take_on_ledger_pence, account.take_on_sequence = in_ledger, sequence
    account.taken_on_by_id, account.taken_on_at = actor.member_id, timezone.now()
    account.save()
    return account


def check_first_day(
    *,
    bank_account: BankAccount,
    on: date,
    statement_pence: int,
    ledger_pence: int | None = None,
    items: Sequence[OpeningRow] = (),
) -> tuple[int, int]:
    """Refuse a first day that does not prove itself. (The ledger's balance, where its chain stood.) One query."""
    in_ledger, sequence = ledger_balance(bank_account, on=on)
    if ledger_pence is not None and ledger_pence != in_ledger:
        raise FirstDayDiffers(
            f"Account {bank_account.ledger_account} stands at £{pounds(in_ledger)} on {on:%-d %B %Y}, not at"
            f" £{pounds(ledger_pence)}.",
            where="ledger_pence",
            next_step="Post the opening balances first, or correct the balance you gave.",
        )
    late = next((item for item in items if item.dated_on > on), None)
    if late is not None:
        raise FirstDayDiffers(
            f"“{late.text}” is dated {late.dated_on:%-d %B %Y}, after the first day.",
            where="items",
            next_step="Leave it out: it comes with the statements and journals that follow.",
        )
    of_ledger = sum(item.amount_pence for item in items if item.side == OpeningItem.Side.LEDGER)
    of_statement = sum(item.amount_pence for item in items if item.side == OpeningItem.Side.STATEMENT)
    unexplained = statement_pence - (in_ledger - of_ledger + of_statement)
    if unexplained:
        raise FirstDayDiffers(
            f"The statement says £{pounds(statement_pence)}. The ledger says £{pounds(in_ledger)}; less"
            f" £{pounds(of_ledger)} not on the statement yet, plus £{pounds(of_statement)} not in the ledger yet,"
            f" that is £{pounds(in_ledger - of_ledger + of_statement)}. £{pounds(unexplained)} is not explained.",
            where="items",
            next_step="Look for the open item that is missing, or given twice; or post the opening balance first.",
        )
    return in_ledger, sequence
