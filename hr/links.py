from __future__ import annotations

from django.urls import reverse

from backoffice.links import register_kind
from hr.models import Employment, Person, Post


def _person_url(id: int) -> str:
    reference = Person.objects.filter(pk=id).values_list("reference", flat=True).first()
    return reverse("hr:person", args=[reference]) if reference else reverse("hr:people")


def _employment_url(id: int) -> str:
    reference = Employment.objects.filter(pk=id).values_list("person__reference", flat=True).first()
    return reverse("hr:person", args=[reference]) if reference else reverse("hr:people")


def _post_url(id: int) -> str:
    reference = Post.objects.filter(pk=id).values_list("reference", flat=True).first()
    return reverse("hr:post", args=[reference]) if reference else reverse("hr:posts")


def _name(id: int) -> str | None:
    person = Person.objects.filter(pk=id).first()
    return person.name if person else None


def _number(id: int) -> str | None:
    return Employment.objects.filter(pk=id).values_list("number", flat=True).first()


def _title(id: int) -> str | None:
    return Post.objects.filter(pk=id).values_list("title", flat=True).first()


def register_all() -> None:
    register_kind("hr.person", label="Person", url=_person_url, permission="hr.view_people", title=_name)
    register_kind(
        "hr.employment", label="Employment", url=_employment_url, permission="hr.view_people", title=_number
    )
    register_kind("hr.post", label="Post", url=_post_url, permission="hr.view_people", title=_title)
