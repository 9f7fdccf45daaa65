from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backoffice.api.views import AuthorityViewSet
from hr.models import Employment, Person
from hr.queries.people import people_for, person_for
from hr.rules import ni_number
from hr.services.people import add_person, change_person


class EmploymentSerializer(serializers.ModelSerializer[Employment]):
    last_day = serializers.DateField(read_only=True)

    class Meta:
        model = Employment
        fields = ["reference", "number", "workforce_type", "starts_on", "last_day", "leaving_reason"]


class PersonSerializer(serializers.ModelSerializer[Person]):
    """A person with their employments. Bank details are not in the API."""

    ni_number = serializers.CharField(required=False, allow_null=True, max_length=13)
    born_on = serializers.DateField()
    employments = EmploymentSerializer(many=True, read_only=True)

    class Meta:
        model = Person
        fields = [
            "reference",
            "title",
            "first_names",
            "last_name",
            "born_on",
            "sex",
            "ni_number",
            "email",
            "employments",
        ]

    def validate_ni_number(self, value: str | None) -> str | None:
        if not value:
            return None
        try:
            return ni_number.parse(value)
        except ValueError as wrong:
            raise serializers.ValidationError(str(wrong)) from wrong


class PeopleViewSet(AuthorityViewSet):
    """People of the authority: list, read, add, change."""

    serializer_class = PersonSerializer
    lookup_field = "reference"
    permissions = {
        "list": "hr.view_people",
        "retrieve": "hr.view_people",
        "create": "hr.change_people",
        "partial_update": "hr.change_people",
    }

    def get_queryset(self) -> QuerySet[Person]:
        return people_for(viewer=self.actor).prefetch_related("employments")

    def list(self, request: Request, **_: Any) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, reference: str, **_: Any) -> Response:
        return Response(self.get_serializer(person_for(viewer=self.actor, reference=reference)).data)

    def create(self, request: Request, **_: Any) -> Response:
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        added = add_person(actor=self.actor, **given.validated_data)
        return Response(self.get_serializer(added).data, status=status.HTTP_201_CREATED)

    def partial_update(self, request: Request, reference: str, **_: Any) -> Response:
        person = person_for(viewer=self.actor, reference=reference)
        given = self.get_serializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        changed = change_person(actor=self.actor, person=person, **given.validated_data)
        return Response(self.get_serializer(changed).data)


def register(router: BaseRouter) -> None:
    router.register("people", PeopleViewSet, basename="people")
