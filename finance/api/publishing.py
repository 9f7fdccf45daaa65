"""Publications over the API, to read. The files themselves are read without a token at their public addresses."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from backoffice.api.views import ReadViewSet
from finance.models import Publication
from finance.queries.publishing import publications_for
from finance.views.publishing.public import address_of


class PublicationSerializer(serializers.ModelSerializer[Publication]):
    """A publication; where it is published, with its public address, its hash and how it added up."""

    address = serializers.SerializerMethodField()

    class Meta:
        model = Publication
        fields: tuple[str, ...] = (
            "reference",
            "dataset",
            "name",
            "version",
            "state",
            "starts_on",
            "ends_before",
            "threshold_pence",
            "correction_reason",
            "published_at",
            "row_count",
            "sha256",
            "reconciliation",
            "address",
        )
        read_only_fields = fields

    def get_address(self, publication: Publication) -> str | None:
        slug = self.context["request"].authority.slug
        return address_of(publication, slug) if publication.is_published else None


class PublicationViewSet(ReadViewSet):
    """List and open publications."""

    permissions = {"list": "finance.view", "retrieve": "finance.view"}
    serializer_class = PublicationSerializer
    lookup_field = "reference"

    def get_queryset(self) -> QuerySet[Publication]:
        return publications_for(viewer=self.actor).order_by("-starts_on", "dataset", "-version")


def register(router: Any) -> None:
    """Offer them under /<authority>/api/v1/."""
    router.register("publications", PublicationViewSet, basename="publications")
