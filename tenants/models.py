"""The public schema: authorities, the people who may sign in, and which authorities each works for.

Read by the portal's login. Memberships are written only by the functions of the schema `api`, which know the calling
authority by its login; authorities by the owner.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, IntegerField, Q, Value
from django.db.models.functions import Coalesce, Concat, Lower, Now, Replace
from django.db.models.lookups import LessThanOrEqual
from django_tenants.models import DomainMixin, TenantMixin


class Users(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """One identity for every authority a person works for. Sign-in changes its password and last sign-in, no more."""

    # What the portal's login may write; a save without `update_fields` writes these.
    WRITTEN_BY_PORTAL = ("password", "last_login")

    identity = models.UUIDField(unique=True, default=uuid4, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    is_service_administrator = models.BooleanField(
        default=False, help_text="Looks after the service itself: brings authorities in. Opens no authority."
    )
    is_unproven = models.BooleanField(
        db_default=False,
        help_text="Made by a link that an administrator held; nobody has proven since that the address is theirs.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = Users()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        db_table_comment = "Identities: who can sign in"
        constraints = [
            # Two spellings of one address are one person: kept in small letters.
            models.CheckConstraint(
                name="tenants_user_email_small_letters", condition=Q(email=Lower("email"))
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding and kwargs.get("update_fields") is None:
            kwargs["update_fields"] = self.WRITTEN_BY_PORTAL
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.name

    def __str__(self) -> str:
        return self.name


class Authority(TenantMixin):
    """A police authority served. Its schema and its login have one name, made from the slug."""

    class State(models.TextChoices):
        COMING = "coming", "Being brought in"
        ACTIVE = "active", "Served"
        SUSPENDED = "suspended", "Suspended"
        LEFT = "left", "No longer served"

    auto_create_schema = False
    auto_drop_schema = False

    slug = models.SlugField(max_length=61, unique=True)
    name = models.CharField(max_length=200)
    functions = ArrayField(models.CharField(max_length=40), default=list, help_text="hr, finance, payroll …")
    state = models.CharField(max_length=10, choices=State, default=State.COMING)
    server = models.CharField(
        max_length=40,
        blank=True,
        default="",
        help_text="Name in AUTHORITY_SERVERS; empty: the service's own.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "authorities"
        db_table_comment = "Authorities served, one schema and one login each"
        constraints = [
            # One function makes it (backoffice.tenancy.names); this holds it whoever writes the row.
            models.CheckConstraint(
                name="tenants_authority_schema_follows_slug",
                condition=Q(
                    schema_name=Concat(Value("a_"), Replace("slug", Value("-"), Value("_"))),
                ),
            ),
            models.CheckConstraint(
                name="tenants_authority_state_known",
                condition=Q(state__in=["coming", "active", "suspended", "left"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Host(DomainMixin):
    """A host name of an authority's own: a sub-domain of the service's. Its pages answer there for no other."""

    class Meta:
        db_table_comment = "Host names that answer for one authority"


def _of_roles(function: str) -> Func:
    return Func(F("roles"), function=function, output_field=IntegerField())


class Membership(models.Model):
    """A person's place in one authority, with the roles held there."""

    class State(models.TextChoices):
        ACTIVE = "active", "Active"
        SUSPENDED = "suspended", "Suspended"
        LEFT = "left", "Left"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="memberships")
    roles = ArrayField(models.CharField(max_length=40), default=list)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    starts_on = models.DateField(null=True)
    ends_before = models.DateField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table_comment = "Who works for which authority, in which roles"
        constraints = [
            models.UniqueConstraint(fields=["user", "authority"], name="tenants_membership_once"),
            models.CheckConstraint(
                name="tenants_membership_state_known", condition=Q(state__in=["active", "suspended", "left"])
            ),
            models.CheckConstraint(
                name="tenants_membership_dates_in_order",
                condition=Q(starts_on__isnull=True)
                | Q(ends_before__isnull=True)
                | Q(ends_before__gte=F("starts_on")),
            ),
            # An authority writes these, and the portal reads them with each request of the person: a plain short list.
            models.CheckConstraint(
                name="tenants_membership_roles_short_list",
                condition=Q(LessThanOrEqual(_of_roles("cardinality"), 50))
                & Q(LessThanOrEqual(Coalesce(_of_roles("array_ndims"), 1), 1)),
            ),
        ]
        indexes = [
            # The authority's own list of members; a person's memberships are found by the unique pair.
            models.Index(fields=["authority"], name="tenants_membership_authority"),
        ]


class Outbox(models.Model):
    """Something an authority wants a worker to look at, written in the authority's own transaction.

    A hint: the work itself stands in the authority. `ref` names it there.
    """

    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    ref = models.CharField(max_length=100)
    due_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    times_sent = models.PositiveIntegerField(db_default=0)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table_comment = "What authorities have asked workers to do and is not yet done"
        constraints = [
            models.UniqueConstraint(fields=["authority", "kind", "ref"], name="tenants_outbox_once"),
        ]
        indexes = [
            # The sweeper asks for what is due.
            models.Index(fields=["due_at"], name="tenants_outbox_due"),
        ]


class Waiting(models.Model):
    """How much waits for a person in an authority: the number beside its name in the switcher."""

    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="+")
    identity = models.UUIDField()
    count = models.PositiveIntegerField()
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table_comment = "Work waiting for a person in each authority, told by the authority"
        constraints = [
            models.UniqueConstraint(fields=["identity", "authority"], name="tenants_waiting_once"),
        ]


class SchemaTemplate(models.Model):
    """The SQL that makes a new authority's schema, as pg_dump wrote it from the migrated template. Owner's only."""

    fingerprint = models.CharField(max_length=64, unique=True, help_text="Of the migrations it has")
    sql = models.TextField()
    seconds = models.FloatField()
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table_comment = "Cached dump of the template schema"
