"""Statement items set against ledger lines, and the rules learnt from it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference


class BankMatch(models.Model):
    """Items and lines of the same sum that are the same money. Undone with a reason; never removed.

    Its parts are written with it and in equal sums on both sides, or not at all: the database counts them at the end of
    the transaction (finance/migrations/0007_bank.sql). Two lines, or two items, that cancel each other are a match too.
    """

    class State(models.TextChoices):
        CURRENT = "current", "Matched"
        UNDONE = "undone", "Undone"

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    bank_account = models.ForeignKey("finance.BankAccount", models.PROTECT, related_name="matches")
    state = models.CharField(max_length=7, choices=State.choices, default=State.CURRENT)
    reason = models.CharField(max_length=500)  # why they are the same money, in words
    part_count = models.IntegerField()
    made_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(auto_now_add=True)
    undone_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table_comment = "Statement items matched to ledger lines; undone ones stay."
        constraints = [
            models.CheckConstraint(
                name="finance_match_undone_whole",
                condition=Q(state="current", undone_by__isnull=True, undone_at__isnull=True, undone_reason="")
                | (
                    Q(state="undone", undone_by__isnull=False, undone_at__isnull=False) & ~Q(undone_reason="")
                ),
            ),
            models.CheckConstraint(  # one thing alone matches nothing
                name="finance_match_two_parts", condition=Q(part_count__gte=2)
            ),
        ]

    def __str__(self) -> str:
        return f"Match of {self.part_count} entries"

    def get_absolute_url(self) -> str:
        return reverse("finance:bank_match", args=[self.reference])


class MatchPart(models.Model):
    """One item, ledger line or opening item in a match. It counts while its match does (a trigger keeps `is_current`)."""

    match = models.ForeignKey(BankMatch, models.PROTECT, related_name="parts")
    statement_item = models.ForeignKey(
        "finance.StatementItem", models.PROTECT, null=True, related_name="match_parts"
    )
    journal_line = models.ForeignKey(
        "finance.JournalLine", models.PROTECT, null=True, related_name="match_parts", db_constraint=False
    )  # posted, so it stays: a trigger looks, as lines take no foreign keys
    opening_item = models.ForeignKey(
        "finance.OpeningItem", models.PROTECT, null=True, related_name="match_parts"
    )
    amount_pence = models.BigIntegerField()  # the whole amount: nothing is matched in part
    is_current = models.BooleanField(default=True)

    class Meta:
        db_table_comment = "What a match holds together."
        constraints = [
            models.UniqueConstraint(  # money counted twice
                fields=["statement_item"],
                condition=Q(is_current=True),
                name="finance_matchpart_item_once",
                violation_error_message="The item is matched already.",
            ),
            models.UniqueConstraint(
                fields=["journal_line"],
                condition=Q(is_current=True),
                name="finance_matchpart_line_once",
                violation_error_message="The ledger line is matched already.",
            ),
            models.UniqueConstraint(
                fields=["opening_item"],
                condition=Q(is_current=True),
                name="finance_matchpart_opening_once",
                violation_error_message="The opening item is matched already.",
            ),
            models.CheckConstraint(
                name="finance_matchpart_one_thing",
                condition=Q(
                    statement_item__isnull=False, journal_line__isnull=True, opening_item__isnull=True
                )
                | Q(statement_item__isnull=True, journal_line__isnull=False, opening_item__isnull=True)
                | Q(statement_item__isnull=True, journal_line__isnull=True, opening_item__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.match_id}: {self.amount_pence}"


@tracked(exclude=["uses", "last_used_at"])
class MatchRule(models.Model):
    """What an item's text has meant before: the coding on the other side of it.

    `pattern` is the text without numbers and dates. Learnt when a match is made or a journal drafted from an item.
    """

    class Origin(models.TextChoices):
        LEARNT = "learnt", "Learnt"
        MANUAL = "manual", "Made by hand"

    class Direction(models.TextChoices):
        IN = "in", "Money in"
        OUT = "out", "Money out"

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    bank_account = models.ForeignKey(
        "finance.BankAccount", models.PROTECT, null=True, blank=True, related_name="rules"
    )  # none: every account
    pattern = models.CharField(max_length=200)
    direction = models.CharField(max_length=3, choices=Direction.choices)
    account = models.ForeignKey("finance.Account", models.PROTECT, related_name="+", db_index=False)
    cost_centre = models.ForeignKey(
        "finance.CostCentre", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    objective = models.ForeignKey(
        "finance.Objective", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    project = models.CharField(max_length=20, blank=True)  # its code
    description = models.CharField(max_length=200, blank=True)  # of the journal it proposes
    origin = models.CharField(max_length=6, choices=Origin.choices, default=Origin.LEARNT)
    is_active = models.BooleanField(default=True)
    uses = models.IntegerField(default=0)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table_comment = "What texts on statements have meant."
        constraints = [
            models.UniqueConstraint(
                fields=["bank_account", "pattern", "direction"],
                nulls_distinct=False,
                name="finance_matchrule_pattern_once",
                violation_error_message="There is a rule for this text already.",
            ),
            models.CheckConstraint(name="finance_matchrule_has_pattern", condition=~Q(pattern="")),
            models.CheckConstraint(
                name="finance_matchrule_direction_known", condition=Q(direction__in=["in", "out"])
            ),
        ]

    def __str__(self) -> str:
        return self.pattern

    def get_absolute_url(self) -> str:
        return reverse("finance:bank_rule", args=[self.reference])
