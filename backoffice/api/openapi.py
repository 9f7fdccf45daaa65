"""How API views are described."""

from __future__ import annotations

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

KEY_HEADER = "Idempotency-Key"
IN_PATH = {"authority": "The authority's address, such as cleveland.", "reference": "The record's reference."}
SAFE = ("GET", "HEAD")


class Schema(AutoSchema):
    """Says of each address what stands in it, and of each write that it takes a key."""

    def get_override_parameters(self) -> list[OpenApiParameter]:
        standing = [
            OpenApiParameter(name, str, OpenApiParameter.PATH, description=words)
            for name, words in IN_PATH.items()
            if f"{{{name}}}" in self.path
        ]
        if self.method in SAFE:
            return standing
        return [
            *standing,
            OpenApiParameter(
                KEY_HEADER,
                str,
                OpenApiParameter.HEADER,
                required=True,
                description="A random key for this write; repeat the request with the same key to get its first answer.",
            ),
        ]
