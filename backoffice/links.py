"""A link to anything in the same authority: a registered kind and an id.

Not ContentType: its ids differ per schema, and a link must stay true when an authority moves to another server.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from backoffice.actor import Actor, Permission


@dataclass(frozen=True, slots=True)
class Link:
    """What a document, job, approval or journal is about."""

    kind: str
    id: int


@dataclass(frozen=True, slots=True)
class LinkKind:
    """How links of a kind are shown, and to whom."""

    kind: str
    label: str
    url: Callable[[int], str]
    permission: Permission = None
    title: Callable[[int], str | None] | None = None
    lines: Callable[[int, int], str] | None = None
    lines_permission: Permission = None


@dataclass(frozen=True, slots=True)
class Described:
    """A link in words: the kind's label, what it is called, where it is."""

    label: str
    title: str
    url: str


KINDS: dict[str, LinkKind] = {}


def register_kind(
    kind: str,
    *,
    label: str,
    url: Callable[[int], str],
    permission: Permission = None,
    title: Callable[[int], str | None] | None = None,
    lines: Callable[[int, int], str] | None = None,
    lines_permission: Permission = None,
) -> None:
    """Make a kind of thing linkable. `url` and `title` take the id; `permission` is needed to follow the link.

    `lines` takes the ids of the source and of a journal it led to: the address below which ACCOUNT/?cost_centre=&objective=
    shows what a figure of that journal is made of, or nothing.
    """
    assert kind not in KINDS, f"the link kind {kind} is registered twice"
    KINDS[kind] = LinkKind(kind, label, url, permission, title, lines, lines_permission)


def link_from(kind: str, id: int | None) -> Link | None:
    """The link two columns hold, if they hold one."""
    return Link(kind, id) if kind and id is not None else None


def may_follow(viewer: Actor, link: Link) -> bool:
    """Whether the viewer's roles let them open what is linked to."""
    kind = KINDS.get(link.kind)
    return kind is not None and viewer.may(kind.permission)


def describe(link: Link) -> Described | None:
    """The link in words; None when its kind is unknown (a function the product no longer has)."""
    kind = KINDS.get(link.kind)
    if kind is None:
        return None
    title = kind.title(link.id) if kind.title else None
    return Described(label=kind.label, title=title or kind.label, url=kind.url(link.id))


def lines_behind(viewer: Actor, link: Link, journal_id: int) -> str:
    """Where the figures of a journal open to what its source is made of; empty where they do not, or not for the viewer."""
    kind = KINDS.get(link.kind)
    if kind is None or kind.lines is None:
        return ""
    if not viewer.may(kind.lines_permission):
        return ""
    return kind.lines(link.id, journal_id)
