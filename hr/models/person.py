from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference
from hr.rules import ni_number as ni


@tracked()
class Person(models.Model):
    """A human being the authority employs or has employed, once, however many employments.

    `member` is the person's own way in, where there is one; `ni_number` is empty until it is known (none
    is invented).
    """

    class Sex(models.TextChoices):
        FEMALE = "F", "Female"
        MALE = "M", "Male"

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    title = models.CharField(max_length=20, blank=True)
    first_names = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    born_on = models.DateField("date of birth", null=True, blank=True)
    sex = models.CharField("sex, as HMRC asks", max_length=1, choices=Sex, blank=True)
    ni_number = models.CharField("National Insurance number", max_length=9, null=True, blank=True)
    email = models.EmailField(blank=True)
    member = models.ForeignKey("tenancy.Member", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        db_table_comment = "People, once each."
        constraints = [
            models.UniqueConstraint(
                fields=["ni_number"],
                name="hr_person_ni_number_once",
                violation_error_message="Another person has this National Insurance number. Look for "
                "them in the list of "
                "people: they may be the same person.",
            ),
            models.UniqueConstraint(
                fields=["member"],
                name="hr_person_member_once",
                violation_error_message="This sign-in belongs to another person already. Unlink it there "
                "first.",
            ),
            models.CheckConstraint(
                name="hr_person_ni_number_can_exist",
                condition=Q(ni_number__isnull=True) | Q(ni_number__regex=ni.PATTERN),
                violation_error_message=f"No such National Insurance number can exist. {ni.HELP}",
            ),
            models.CheckConstraint(
                name="hr_person_has_a_name",
                condition=~Q(last_name=""),
                violation_error_message="Give the person's last name.",
            ),
        ]
        indexes = [
            # the list of people, sorted by name
            models.Index(fields=["last_name", "first_names", "id"], name="hr_person_by_name"),
        ]

    @property
    def name(self) -> str:
        return f"{self.first_names} {self.last_name}".strip()

    @property
    def sorted_name(self) -> str:
        return f"{self.last_name}, {self.first_names}" if self.first_names else self.last_name

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("hr:person", args=[self.reference])
