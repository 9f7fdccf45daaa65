"""A journal and its lines."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference


@tracked(
    exclude=["hash", "previous_hash"], only="{row}.key IS NULL"
)  # by hand: what functions post carries a key
class Journal(models.Model):
    """An entry in the ledger: debits and credits that sum to nothing.

    It is posted by a row in `Posting`. The database then checks the whole journal, draws its number, links it into the
    chain, adds it to the running totals and freezes it (finance/migrations/0005_posting.sql); the state `posted`,
    `approved_by`, `number`, `sequence`, `posted_at`, `hash` and `previous_hash` are written there and nowhere else.
    Period and people are looked up there once a statement, not row by row as foreign keys would.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        AWAITING = "awaiting", "Awaiting approval"
        POSTED = "posted", "Posted"

    reference = models.CharField(max_length=12, default=new_reference, editable=False)  # unique: see below
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    number = models.CharField(
        max_length=20, null=True, blank=True, editable=False
    )  # J000123, none until posted
    sequence = models.BigIntegerField(null=True, blank=True, editable=False)  # place in the chain, from 1
    dated_on = models.DateField()
    period = models.ForeignKey(
        "finance.Period", models.PROTECT, related_name="journals", db_index=False, db_constraint=False
    )
    description = models.CharField(max_length=200)
    source_kind = models.CharField(max_length=60, blank=True)  # the document behind it, by registered kind
    source_id = models.BigIntegerField(null=True, blank=True)
    key = models.CharField(max_length=120, null=True, blank=True)  # asked twice with one key, posted once
    reverses = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
        db_index=False,
    )
    made_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    made_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    returned_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_reason = models.CharField(max_length=500, blank=True)
    # Why it was reversed, or posted by hand to a control account.
    reason = models.CharField(max_length=500, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True, editable=False)
    hash = models.BinaryField(null=True, blank=True, editable=False)  # sha256
    previous_hash = models.BinaryField(null=True, blank=True, editable=False)

    total_pence: int  # the sum of the debits, of journals that come from `journals_for`

    class Meta:
        db_table_comment = "Journals. Posted ones never change: corrections are reversals."
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="finance_journal_reference_once"),
            models.UniqueConstraint(  # the number is this with a letter; drafts have none
                fields=["sequence"],
                condition=Q(sequence__isnull=False),
                name="finance_journal_sequence_once",
            ),
            models.UniqueConstraint(  # a pay run posted twice would pay its cost twice
                fields=["key"], condition=Q(key__isnull=False), name="finance_journal_key_once"
            ),
            models.CheckConstraint(
                name="finance_journal_state_known",
                condition=Q(state__in=["draft", "awaiting", "posted"]),
            ),
            models.CheckConstraint(  # numbers and seals are drawn at posting, never kept ready
                name="finance_journal_sealed_when_posted",
                condition=Q(
                    state="posted",
                    number__isnull=False,
                    sequence__isnull=False,
                    approved_by__isnull=False,
                    posted_at__isnull=False,
                    hash__isnull=False,
                    previous_hash__isnull=False,
                )
                | (
                    ~Q(state="posted")
                    & Q(
                        number__isnull=True,
                        sequence__isnull=True,
                        approved_by__isnull=True,
                        posted_at__isnull=True,
                        hash__isnull=True,
                        previous_hash__isnull=True,
                    )
                ),
            ),
            models.CheckConstraint(  # nothing enters the ledger on one person's word
                name="finance_journal_approved_by_another",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")),
                violation_error_message="The person who made a journal cannot approve it. Ask another approver.",
            ),
            models.CheckConstraint(
                name="finance_journal_not_its_own_reversal",
                condition=Q(reverses__isnull=True) | ~Q(reverses=F("id")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["period"], name="finance_journal_by_period"
            ),  # an account's lines of a period
            models.Index(  # the list of what waits: few rows, asked on every home page
                fields=["dated_on", "id"],
                condition=~Q(state="posted"),
                name="finance_journal_unposted",
            ),
            models.Index(  # from a pay run to its journals
                fields=["source_kind", "source_id"],
                condition=~Q(source_kind=""),
                name="finance_journal_by_source",
            ),
        ]

    def __str__(self) -> str:
        return f"Journal {self.number}" if self.number else f"Draft journal “{self.description}”"

    def get_absolute_url(self) -> str:
        return reverse("finance:journal", args=[self.reference])

    @property
    def is_posted(self) -> bool:
        """Whether it is part of the ledger."""
        return self.state == self.State.POSTED


class Posting(models.Model):
    """A journal entering the ledger, on the word of the person who approved it. Added, never changed or removed.

    What is asked of it is checked by the trigger on it, as a set, so it carries no foreign key in the database.
    """

    journal = models.OneToOneField(Journal, models.PROTECT, primary_key=True, db_constraint=False)
    approved_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table_comment = "What was posted, and on whose approval. A row here posts the journal."

    def __str__(self) -> str:
        return f"Posting of {self.journal_id}"


class JournalLine(models.Model):
    """One debit (above nothing) or credit (below nothing), in pence.

    What it points to is checked as a set by triggers, not line by line: foreign keys would be the dearest part of a bulk
    posting. The journal is looked up when a line is written and when a journal is deleted; accounts, cost centres and
    objectives when the journal is posted, and none of the three can be deleted or change its code.
    """

    journal = models.ForeignKey(
        Journal, models.CASCADE, related_name="lines", db_constraint=False, db_index=False
    )
    number = models.IntegerField()
    account = models.ForeignKey("finance.Account", models.PROTECT, db_constraint=False, db_index=False)
    cost_centre = models.ForeignKey(
        "finance.CostCentre",
        models.PROTECT,
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
    )
    objective = models.ForeignKey(
        "finance.Objective",
        models.PROTECT,
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
    )
    project = models.ForeignKey(
        "finance.Project",
        models.PROTECT,
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
    )
    amount_pence = models.BigIntegerField()
    memo = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table_comment = "Debits (positive) and credits (negative) in pence."
        constraints = [
            models.UniqueConstraint(fields=["journal", "number"], name="finance_line_number_once_a_journal"),
            models.CheckConstraint(
                name="finance_line_amount_not_nothing",
                condition=~Q(amount_pence=0),
                violation_error_message="A line of nothing says nothing: give an amount or leave it out.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["account", "journal"], name="finance_line_by_account"
            ),  # an account's activity
        ]

    def __str__(self) -> str:
        return f"{self.journal_id}/{self.number}"

    @property
    def credit_pence(self) -> int:
        """The credit as a positive amount; nothing on a debit."""
        return max(0, -self.amount_pence)
