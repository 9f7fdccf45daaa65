"""Which accounts the functions of finance post to by themselves."""

from __future__ import annotations

from django.db import models

from backoffice.audit.tracking import tracked


@tracked()
class ControlAccount(models.Model):
    """The account behind a purpose, such as creditors. One account a purpose; functions ask for it by purpose."""

    class Purpose(models.TextChoices):
        CREDITORS = "creditors", "Trade creditors"
        GOODS_RECEIVED = "goods_received", "Goods received not invoiced"
        VAT = "vat", "VAT"
        ACCRUALS = "accruals", "Accruals"
        PREPAYMENTS = "prepayments", "Prepayments"
        BANK_CHARGES = "bank_charges", "Bank charges"
        SUSPENSE = "suspense", "Suspense"

    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    account = models.ForeignKey("finance.Account", models.PROTECT)

    class Meta:
        db_table_comment = "Accounts that functions of finance post to, by purpose."
        constraints = [
            models.UniqueConstraint(  # two accounts of creditors: payments would clear the wrong one
                fields=["purpose"], name="finance_control_account_once_a_purpose"
            ),
        ]

    def __str__(self) -> str:
        return self.get_purpose_display()
