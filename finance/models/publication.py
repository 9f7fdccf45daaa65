"""What an authority publishes: files of its spending and of how soon it pays, with what was redacted and by whom."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference


@tracked()
class PublishingRules(models.Model):
    """What an authority decided about its publications: one row."""

    id = models.BigIntegerField(primary_key=True, default=1)
    threshold_pence = models.BigIntegerField(default=50_000)  # transactions above it are published
    # As it stands in the files; empty: the authority's own.
    body_name = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table_comment = "What an authority decided about what it publishes."
        constraints = [
            models.CheckConstraint(name="finance_publishingrules_one_row", condition=Q(id=1)),
            models.CheckConstraint(
                name="finance_publishingrules_threshold_not_below_nothing",
                condition=Q(threshold_pence__gte=0),
                violation_error_message="The threshold is nothing or more.",
            ),
        ]

    def __str__(self) -> str:
        return "What is published"


@tracked(exclude=["content"])
class Publication(models.Model):
    """One version of one file. Prepared by one person, reviewed by another, then published and never changed.

    A correction is a further version beside it; the old one stays where it is and says that it is superseded. The
    database holds content and hash together and lets nothing of a published one change
    (finance/migrations/0012_publishing.sql).
    """

    class Dataset(models.TextChoices):
        SPEND = "spend", "Spending"
        PAYMENTS = "payments", "Payment of suppliers"

    class State(models.TextChoices):
        DRAFT = "draft", "Being prepared"
        REVIEW = "review", "Waiting for review"
        REVIEWED = "reviewed", "Reviewed"
        PUBLISHED = "published", "Published"
        GIVEN_UP = "given_up", "Given up"

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    dataset = models.CharField(max_length=8, choices=Dataset.choices)
    name = models.CharField(max_length=20)  # 2026-10; 2026-27-first-half
    version = models.IntegerField(default=1)
    starts_on = models.DateField()
    ends_before = models.DateField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    correction_reason = models.CharField(max_length=500, blank=True)  # of a further version
    threshold_pence = models.BigIntegerField()
    made_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(auto_now_add=True)
    submitted_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    returned_reason = models.CharField(max_length=500, blank=True)
    reviewed_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    published_at = models.DateTimeField(null=True, blank=True)
    content = models.BinaryField(null=True, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True)
    row_count = models.IntegerField(null=True, blank=True)
    reconciliation = models.JSONField(null=True, blank=True)  # of spending, as it stood when it was published

    class Meta:
        db_table_comment = "Files published, being prepared or given up; a published one never changes."
        constraints = [
            models.UniqueConstraint(  # one address, one file
                fields=["dataset", "name", "version"],
                condition=~Q(state="given_up"),
                name="finance_publication_version_once",
            ),
            models.UniqueConstraint(  # two people preparing one file would publish half of each other's work
                fields=["dataset", "name"],
                condition=Q(state__in=["draft", "review", "reviewed"]),
                name="finance_publication_one_in_hand",
                violation_error_message="This file is being prepared already.",
            ),
            models.CheckConstraint(
                name="finance_publication_dataset_known", condition=Q(dataset__in=["spend", "payments"])
            ),
            models.CheckConstraint(
                name="finance_publication_state_known",
                condition=Q(state__in=["draft", "review", "reviewed", "published", "given_up"]),
            ),
            models.CheckConstraint(
                name="finance_publication_dates_in_order", condition=Q(ends_before__gt=F("starts_on"))
            ),
            models.CheckConstraint(
                name="finance_publication_correction_reasoned",
                condition=Q(version=1) | Q(version__gt=1) & ~Q(correction_reason=""),
                violation_error_message="Say what the new version corrects.",
            ),
            models.CheckConstraint(  # personal data leaves the house only after two people have looked
                name="finance_publication_reviewed_by_another",
                condition=Q(reviewed_by__isnull=True)
                | ~Q(reviewed_by=F("made_by")) & ~Q(reviewed_by=F("submitted_by")),
                violation_error_message="Who prepared a publication cannot review it. Ask another reviewer.",
            ),
            models.CheckConstraint(
                name="finance_publication_reviewed_whole",
                condition=~Q(state__in=["reviewed", "published"])
                | Q(
                    submitted_by__isnull=False,
                    submitted_at__isnull=False,
                    reviewed_by__isnull=False,
                    reviewed_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="finance_publication_published_whole",
                condition=Q(
                    state="published",
                    published_by__isnull=False,
                    published_at__isnull=False,
                    content__isnull=False,
                    row_count__isnull=False,
                )
                | (
                    ~Q(state="published")
                    & Q(
                        published_by__isnull=True,
                        published_at__isnull=True,
                        content__isnull=True,
                        row_count__isnull=True,
                        sha256="",
                    )
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["-starts_on", "dataset", "-version"], name="finance_publication_by_month")
        ]

    def __str__(self) -> str:
        version = f", version {self.version}" if self.version > 1 else ""
        return f"{self.get_dataset_display()} {self.name}{version}"

    def get_absolute_url(self) -> str:
        return reverse("finance:publication", args=[self.reference])

    @property
    def filename(self) -> str:
        """The last part of its public address."""
        return f"{self.name}.csv" if self.version == 1 else f"{self.name}-v{self.version}.csv"

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def in_hand(self) -> bool:
        """Whether it is on its way to the public."""
        return self.state in (self.State.DRAFT, self.State.REVIEW, self.State.REVIEWED)


@tracked(only="{row}.changed_by_id IS NOT NULL")  # what a person decided; hundreds are made at once
class PublicationLine(models.Model):
    """One transaction with a supplier on one subjective and objective, as it will stand in the file.

    Amounts are net of the VAT the authority recovers. Frozen once the publication waits for review.
    """

    class Redaction(models.TextChoices):
        NONE = "", "Not redacted"
        PERSONAL_DATA = "personal_data", "Personal data"
        SECURITY = "security", "Operational security"
        COMMERCIAL = "commercial", "Commercial confidentiality"

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    publication = models.ForeignKey(Publication, models.CASCADE, related_name="lines", db_index=False)
    number = models.IntegerField()
    invoice = models.ForeignKey("finance.Invoice", models.PROTECT, related_name="+")
    supplier = models.ForeignKey("finance.Supplier", models.PROTECT, related_name="+")
    supplier_name = models.CharField(max_length=200)
    posted_on = models.DateField()
    amount_pence = models.BigIntegerField()  # credits below nothing
    purpose = models.CharField(max_length=200)
    value_for_money = models.CharField(max_length=300)
    account = models.ForeignKey("finance.Account", models.PROTECT, related_name="+", db_index=False)
    objective = models.ForeignKey(
        "finance.Objective", models.PROTECT, null=True, related_name="+", db_index=False
    )
    procurement_reference = models.CharField(max_length=60, blank=True)  # the order's number
    redaction = models.CharField(max_length=13, choices=Redaction.choices, blank=True)
    redaction_note = models.CharField(max_length=300, blank=True)  # for the reviewer; never published
    is_proposed = models.BooleanField(default=False)  # by a rule; nobody has decided yet
    changed_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table_comment = "Lines of what is published."
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "number"], name="finance_publicationline_number_once"
            ),
            models.CheckConstraint(
                name="finance_publicationline_redaction_known",
                condition=Q(redaction__in=["", "personal_data", "security", "commercial"]),
            ),
            models.CheckConstraint(
                name="finance_publicationline_says_why",
                condition=~Q(purpose="") & ~Q(value_for_money=""),
                violation_error_message="A published line says what was bought and why it is value for money.",
            ),
        ]

    def __str__(self) -> str:
        return f"Line {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("finance:publication_line", args=[self.reference])
