"""An authority's own record of the people who act in it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from backoffice.audit.tracking import tracked


@tracked()
class Member(models.Model):
    """A person who works, or worked, in this authority. History, approvals and documents point here.

    No foreign key leaves the schema: `identity` is the UUID of the public identity.
    """

    class State(models.TextChoices):
        ACTIVE = "active", "Active"
        SUSPENDED = "suspended", "Suspended"
        LEFT = "left", "Left"

    identity = models.UUIDField(unique=True)
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    roles = ArrayField(models.CharField(max_length=40), default=list)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    # When an administrator last had a link made for this person, to set a password or to start again.
    sign_in_link_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table_comment = "People who act in this authority"
        constraints = [
            models.CheckConstraint(
                name="tenancy_member_state_known",
                condition=Q(state__in=["active", "suspended", "left"]),
                violation_error_message="A member is active, suspended or has left.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
