"""A write with an idempotency key happens once: its answer is kept in the write's own transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from backoffice.actor import Actor
from backoffice.api.models import Answer
from backoffice.api.openapi import KEY_HEADER as HEADER
from backoffice.errors import Conflict, Refused
from backoffice.jobs.faults import fault_point

LONGEST_KEY = 120
KEPT_DAYS = 30  # nobody repeats a request after that


class KeyMissing(Refused):
    code = "idempotency_key_missing"
    status = 400


class KeyUsed(Conflict):
    code = "idempotency_key_used"


def once(request: Request, actor: Actor, write: Callable[[], Response]) -> Response:
    """Do the write, or give the answer it had the first time. A refused write keeps no answer, so it can be mended.

    A repeat that arrives while the first is at work waits for it.
    """
    key = request.headers.get(HEADER, "").strip()
    if not key or len(key) > LONGEST_KEY:
        raise KeyMissing(
            f"The header {HEADER} is missing or longer than {LONGEST_KEY} characters.",
            where=HEADER,
            next_step="Send a new random key with each write, and the same key when you repeat it.",
        )
    body = request._request.body
    asked = f"{request.method} {request.get_full_path()}\n".encode() + body
    digest = hashlib.sha256(asked).hexdigest()
    with transaction.atomic():
        ours = Answer(member_id=actor.member_id, key=key, request_sha256=digest)
        Answer.objects.bulk_create([ours], ignore_conflicts=True)
        kept = Answer.objects.select_for_update().get(member_id=actor.member_id, key=key)
        if kept.request_sha256 != digest:
            raise KeyUsed(
                f"The {HEADER} {key} was used for another request.",
                where=HEADER,
                next_step="Use a new key for a new request.",
            )
        if kept.status is not None:
            response = Response(kept.body, status=kept.status)
            response["Idempotent-Replay"] = "true"
            return response
        response = write()
        kept.status = response.status_code
        kept.body = json.loads(JSONRenderer().render(response.data)) if response.data is not None else None
        kept.save(update_fields=["status", "body"])
    fault_point("api.write:committed")
    return response


def forget_old_answers() -> None:
    """Answers hold what the request was about, so they are not kept for ever."""
    before = timezone.now() - timedelta(days=KEPT_DAYS)
    Answer.objects.filter(created_at__lt=before).delete()
