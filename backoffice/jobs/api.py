"""Jobs through the API."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backoffice.api.views import ReadViewSet
from backoffice.jobs.models import Job
from backoffice.jobs.queries import job_for, jobs_for
from backoffice.jobs.services import cancel_job


class JobSerializer(serializers.ModelSerializer[Job]):
    result = serializers.SlugRelatedField[Any](
        slug_field="reference", read_only=True, help_text="The result's document."
    )

    class Meta:
        model = Job
        fields = [
            "reference", "kind", "label", "state", "done", "total", "message",
            "refusal", "result", "created_at", "started_at", "ended_at",
        ]  # fmt: skip
        read_only_fields = fields


class JobViewSet(ReadViewSet):
    """Long work: one's own, or everybody's with `jobs.view_all`."""

    serializer_class = JobSerializer
    queryset = Job.objects.none()
    permissions = {"list": None, "retrieve": None, "cancel": None}

    def get_queryset(self) -> QuerySet[Job]:
        return jobs_for(viewer=self.actor)

    @extend_schema(request=None, responses=JobSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, reference: str) -> Response:
        """Stop the job: at once, or at its next checkpoint."""
        job = cancel_job(actor=self.actor, job=job_for(viewer=self.actor, reference=reference))
        return Response(JobSerializer(job).data)


def register(router: BaseRouter) -> None:
    router.register("jobs", JobViewSet, basename="job")
