"""Tokens for other systems, and answers kept so that a repeated write gets the first one."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference


@tracked(exclude=["last_used_on", "digest"])
class ApiToken(models.Model):
    """Lets another system act for a member of this authority, with some of that member's permissions.

    An administrator allows it; the member collects the token itself, which is shown to them alone and once, so that
    allowing a token is no way to act as somebody else. Only its SHA-256 is kept (256 random bits need no slow hash).
    """

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    name = models.CharField(max_length=80)
    member = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True, null=True)  # empty until the member collects it
    scopes = ArrayField(models.CharField(max_length=60))  # permissions, such as finance.view
    created_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField()  # the last day it works
    collected_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table_comment = "Tokens of other systems; only their digests."
        constraints = [
            models.CheckConstraint(
                name="api_token_has_scope",
                condition=~Q(scopes=[]),
                violation_error_message="Choose at least one thing the token may do.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Answer(models.Model):
    """The answer to a write, kept in the write's own transaction under the caller's idempotency key."""

    member = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    key = models.CharField(max_length=120)
    request_sha256 = models.CharField(
        max_length=64
    )  # method, path and body: another request may not use the key
    status = models.SmallIntegerField(null=True)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table_comment = "Answers to API writes, kept for repeats."
        constraints = [  # a repeat waits for the first, then finds its answer
            models.UniqueConstraint(name="api_answer_one_per_key", fields=["member", "key"]),
        ]

    def __str__(self) -> str:
        return self.key
