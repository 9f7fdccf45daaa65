"""What lines are coded to: projects, VAT codes, control accounts. To read; changes are made on screens and by files."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from backoffice.actor import Permission
from backoffice.api.views import ReadViewSet
from finance.models import ControlAccount, Project, VatCode
from finance.queries.coding import control_accounts_for, projects_for, vat_codes_for

VIEW: dict[str, Permission] = {"list": "finance.view", "retrieve": "finance.view"}


class ProjectSerializer(serializers.ModelSerializer[Project]):
    """A project; `ends_before` is the first day that takes no lines."""

    cost_centre = serializers.CharField(source="cost_centre.code", read_only=True, default=None)

    class Meta:
        model = Project
        fields = ("reference", "code", "name", "cost_centre", "starts_on", "ends_before")
        read_only_fields = fields


class ProjectViewSet(ReadViewSet):
    """Projects."""

    serializer_class = ProjectSerializer
    permissions = VIEW

    def get_queryset(self) -> Any:
        return projects_for(viewer=self.actor).select_related("cost_centre")


class VatCodeSerializer(serializers.ModelSerializer[VatCode]):
    """A VAT code; rates and shares in basis points: 2000 is 20 per cent."""

    class Meta:
        model = VatCode
        fields = (
            "reference",
            "code",
            "name",
            "rate_basis_points",
            "recoverable_basis_points",
            "ubl_category",
            "starts_on",
            "ends_before",
        )
        read_only_fields = fields


class VatCodeViewSet(ReadViewSet):
    """VAT codes."""

    serializer_class = VatCodeSerializer
    permissions = VIEW

    def get_queryset(self) -> Any:
        return vat_codes_for(viewer=self.actor)


class ControlAccountSerializer(serializers.ModelSerializer[ControlAccount]):
    """The account that functions post to for a purpose."""

    purpose_name = serializers.CharField(source="get_purpose_display", read_only=True)
    account = serializers.CharField(source="account.code", read_only=True)
    account_name = serializers.CharField(source="account.name", read_only=True)

    class Meta:
        model = ControlAccount
        fields = ("purpose", "purpose_name", "account", "account_name")
        read_only_fields = fields


class ControlAccountViewSet(ReadViewSet):
    """Control accounts, by purpose."""

    serializer_class = ControlAccountSerializer
    permissions = VIEW
    queryset = ControlAccount.objects.none()  # for the description of the address
    lookup_field = "purpose"

    def get_queryset(self) -> Any:
        return control_accounts_for(viewer=self.actor).select_related("account")


def register(router: Any) -> None:
    """Offer them under /<authority>/api/v1/."""
    router.register("projects", ProjectViewSet, basename="projects")
    router.register("vat-codes", VatCodeViewSet, basename="vat-codes")
    router.register("control-accounts", ControlAccountViewSet, basename="control-accounts")
