"""How API views are described."""

from __future__ import annotations

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

KEY_HEADER = "Idempotency-Key"
SAFE = ("GET", "HEAD")


class Schema(AutoSchema):
    """Says in the description of each write that it takes a key."""

    def get_override_parameters(self) -> list[OpenApiParameter]:
        if self.method in SAFE:
            return []
        return [
            OpenApiParameter(
                KEY_HEADER,
                str,
                OpenApiParameter.HEADER,
                required=True,
                description="A random key for this write; repeat the request with the same key to get its first answer.",
            )
        ]
