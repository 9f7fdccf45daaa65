"""A form that was sent too late (signed out meanwhile, or to be confirmed first) is kept and put back as it was left.

The fields lie encrypted in the server's session, never files, passwords or codes. They come back once, to the same
person, on the page they were typed on; nothing is sent until the person sends it again.
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections import defaultdict
from html import escape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware

KEPT = "kept_form"
LONGEST = 200_000  # characters of one form
KEPT_SECONDS = 60 * 60
NEVER = ("password", "csrfmiddlewaretoken", "credential", "secret", "code", "token")
SAID = "Your form is as you left it. Check it, then send it again."

Fields = list[tuple[str, str]]


class _OnlyCheck(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def is_ours(request: HttpRequest) -> bool:
    """Whether the post comes from a page of ours: it carries the session's CSRF token."""
    check = _OnlyCheck(lambda _: None)  # type: ignore[arg-type, return-value]
    check.process_request(request)
    return check.process_view(request, None, (), {}) is None  # type: ignore[arg-type]


def page_of(request: HttpRequest) -> str:
    """The page a post was typed on: the address it came from, if ours, else the one it went to."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    here = request.path_info.split("/", 2)[1]
    if came_from.netloc == request.get_host() and came_from.path.startswith(f"/{here}/"):
        return came_from.path + (f"?{came_from.query}" if came_from.query else "")
    return request.path_info


def fields_of(request: HttpRequest) -> Fields | None:
    """What was typed, or None where there is nothing to keep: not a form of ours, too large, or only files."""
    if (
        request.method != "POST"
        or int(request.META.get("CONTENT_LENGTH") or 0) > 4 * LONGEST
        or not is_ours(request)
    ):
        return None
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if not any(word in name.lower() for word in NEVER)
        for value in values
        if isinstance(value, str)
    ]
    return fields if fields and sum(len(n) + len(v) for n, v in fields) <= LONGEST else None


def keep(session: Any, *, user_id: int, page: str, action: str, fields: Fields) -> None:
    """Put the form away for the person; `action` is where it was sent."""
    kept = {"user": user_id, "page": page, "action": action, "fields": fields, "at": time.time()}
    session[KEPT] = _cipher().encrypt(json.dumps(kept).encode()).decode()


def take(request: HttpRequest) -> dict[str, Any] | None:
    """What was kept for this person and this page; gone from then on, and gone where it is somebody else's."""
    if KEPT not in request.session:
        return None
    try:
        kept: dict[str, Any] = json.loads(_cipher().decrypt(request.session[KEPT].encode()))
    except InvalidToken:
        kept = {"user": None}
    if kept["user"] != request.user.pk or time.time() - kept["at"] > KEPT_SECONDS:
        del request.session[KEPT]
        return None
    if urlsplit(kept["page"]).path != request.path_info:
        return None
    del request.session[KEPT]
    return kept


def fill(html: str, kept: dict[str, Any]) -> str:
    """The page with the kept fields in the form that was sent."""
    filler = _Filler(kept)
    filler.feed(html)
    filler.close()
    return filler.html()


def _cipher() -> Fernet:
    key = hashlib.sha256(b"kept-form:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class _Filler(HTMLParser):
    """Copies the page as it is and changes only the fields of the one form."""

    def __init__(self, kept: dict[str, Any]) -> None:
        super().__init__(convert_charrefs=False)
        self.page, self.action = urlsplit(kept["page"]).path, kept["action"]
        self.values: dict[str, list[str]] = defaultdict(list)
        for name, value in kept["fields"]:
            self.values[name].append(value)
        self.placed: set[str] = set()
        self.out: list[str] = []
        self.inside = False
        self.after_tag = 0
        self.select = ""
        self.swallowing = False  # a text area's old content

    def html(self) -> str:
        text = "".join(self.out)
        lost = [
            value
            for name, values in self.values.items()
            if name not in self.placed
            for value in values
            if value
        ]
        if not lost or not self.after_tag:
            return text
        note = "Also sent, with no place on the page as it is now: " + "; ".join(lost[:100])
        head, tail = "".join(self.out[: self.after_tag]), "".join(self.out[self.after_tag :])
        return f'{head}<div class="govuk-inset-text">{escape(note)}</div>{tail}'

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        text = self.get_starttag_text() or ""
        given = dict(attrs)
        if tag == "form":
            sent_to = urlsplit(given.get("action") or "").path or self.page
            self.inside = (given.get("method") or "").lower() == "post" and sent_to == self.action
            self.out.append(text)
            if self.inside and not self.after_tag:
                self.after_tag = len(self.out)
            return
        name = given.get("name") or ""
        if self.inside and tag == "select":
            self.select = name if name in self.values else ""
            self.placed.add(name)
        elif self.inside and tag == "option" and self.select and "value" in given:
            text = _with(tag, attrs, selected=(given["value"] or "") in self.values[self.select])
        elif self.inside and tag == "input":
            text = self._input(text, tag, attrs, given, name)
        self.out.append(text)
        if self.inside and tag == "textarea" and name in self.values:
            self.placed.add(name)
            self.swallowing = True
            self.out.append(escape(self._next(name)))

    def _input(
        self, text: str, tag: str, attrs: list[tuple[str, str | None]], given: dict[str, Any], name: str
    ) -> str:
        kind = (given.get("type") or "text").lower()
        if (
            kind in {"password", "file", "submit", "button", "image", "reset"}
            or name == "csrfmiddlewaretoken"
        ):
            return text
        if name.endswith(("-TOTAL_FORMS", "-INITIAL_FORMS")):
            self.placed.add(name)
            return text
        if kind in {"checkbox", "radio"}:
            self.placed.add(name)
            return _with(tag, attrs, checked=(given.get("value") or "on") in self.values.get(name, []))
        if name not in self.values:
            return text
        self.placed.add(name)
        return _with(tag, attrs, value=self._next(name))

    def _next(self, name: str) -> str:
        """The next of several values of one name; the last one stays."""
        values = self.values[name]
        return values.pop(0) if len(values) > 1 else values[0]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.swallowing = False
        self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.swallowing:
            self.out.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.out.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.out.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.out.append(f"<?{data}>")


def _with(tag: str, attrs: list[tuple[str, str | None]], **changed: str | bool) -> str:
    """The start tag with attributes set; True for one without a value, False for none."""
    kept = [(name, value) for name, value in attrs if name not in changed]
    kept += [
        (name, None if value is True else str(value)) for name, value in changed.items() if value is not False
    ]
    written = "".join(f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in kept)
    return f"<{tag}{written}>"
