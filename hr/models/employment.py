from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.dating import ends_after_start
from backoffice.numbering.references import new_reference
from hr.models.dated import Dated


class WorkforceType(models.TextChoices):
    OFFICER = "OFFICER", "Police officer"
    STAFF = "STAFF", "Police staff"
    PCSO = "PCSO", "PCSO"
    SPECIAL = "SPECIAL", "Special constable"


@tracked()
class Employment(Dated, models.Model):
    """One spell of one person's service with the authority, with its own payroll number (kept for good)."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    person = models.ForeignKey("hr.Person", models.PROTECT, related_name="employments")
    number = models.CharField("payroll number", max_length=20)
    workforce_type = models.CharField("workforce", max_length=10, choices=WorkforceType)
    starts_on = models.DateField("first day")
    ends_before = models.DateField("left", null=True, blank=True, help_text="The day after the last day.")
    leaving_reason = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table_comment = "Employments and offices held, over dates."
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                name="hr_employment_number_once",
                violation_error_message="This payroll number belongs to another employment. Numbers are "
                "never used twice.",
            ),
            models.UniqueConstraint(  # what an assignment's two columns refer to together
                fields=["id", "person"],
                name="hr_employment_and_person",
            ),
            models.CheckConstraint(
                name="hr_employment_workforce_known",
                condition=Q(workforce_type__in=WorkforceType.values),
                violation_error_message="The workforce is OFFICER, STAFF, PCSO or SPECIAL.",
            ),
            ends_after_start(
                "hr_employment_ends_after_start",
                "Nobody leaves before starting. Give a last day on or after the first.",
            ),
        ]
        indexes = [
            # people in pay between two dates; leavers and starters of a month
            models.Index(fields=["ends_before", "starts_on"], name="hr_employment_by_dates"),
            # the list of people, the newest first
            models.Index(fields=["starts_on", "id"], name="hr_employment_by_start"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("hr:person", args=[self.person.reference])
