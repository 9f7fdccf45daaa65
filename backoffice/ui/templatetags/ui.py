"""The components as template tags: one tag, one template under `templates/ui/`, all shown at /ui/.

A built-in library of the template engine: pages need no `{% load %}`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from backoffice.ui import formats
from backoffice.ui.components import BarChart, Event, Fact, Figure, Part, Task, status_tag
from backoffice.ui.forms.base import error_links
from backoffice.ui.tables import page_links

register = template.Library()

register.filter("money", formats.money)
register.filter("in_pounds", formats.in_pounds)
register.filter("pounds", formats.pounds)
register.filter("change", formats.change)
register.filter("count", formats.count)
register.filter("day", formats.day)
register.filter("short_day", formats.short_day)
register.filter("weekday", formats.weekday)
register.filter("words", formats.words)
register.filter("moment", formats.moment)

ALERTS = {  # kinds, and the level tags of Django's messages
    "information": "information",
    "info": "information",
    "debug": "information",
    "success": "success",
    "warning": "warning",
    "error": "error",
}


@register.inclusion_tag("ui/button.html")
def button(label: str, kind: str = "", href: str = "", to: str = "", **attributes: Any) -> dict[str, Any]:
    """A button that submits its form, or a link that looks like one (`href` an address, `to` a URL name).

    Without `kind` it is the page's one green button; others are "secondary" or "warning". Further
    attributes (`name`, `value`, `form`, `id`) go on the element, underscores as hyphens. `print=True` prints.
    """
    assert kind in ("", "secondary", "warning"), kind
    prints = attributes.pop("print", False)
    names = {name.replace("_", "-"): value for name, value in attributes.items()}
    return {
        "label": label,
        "kind": kind,
        "href": reverse(to) if to else href,
        "prints": prints,
        "type": names.pop("type", "button" if prints else "submit"),
        "attributes": names,
    }


@register.simple_tag
def tag(label: str, meaning: str = "draft") -> SafeString:
    """A state: `meaning` is one of `components.COLOURS` (draft, waiting, done, problem, …) or a colour."""
    return status_tag(str(label), meaning)


@register.inclusion_tag("ui/alert.html")
def alert(text: object, kind: str = "information", title: str = "") -> dict[str, Any]:
    """What is wrong, or done, and what can be done about it."""
    kind = ALERTS[(kind or "information").rsplit(" ", maxsplit=1)[-1]]
    return {"text": text, "kind": kind, "title": title}


@register.simple_block_tag
def page_heading(content: str) -> SafeString:
    """The page's one `<h1>`; nothing where the page brings its own (sign-in pages do)."""
    return render_to_string(
        "ui/page_heading.html", {"content": mark_safe(content.strip())}
    )  # rendered, so escaped


@register.inclusion_tag("ui/breadcrumbs.html")
def breadcrumbs(*labels_and_urls: str) -> dict[str, Any]:
    """Where the page stands: label, address, label, address; the page itself is not among them."""
    assert len(labels_and_urls) % 2 == 0, "a label and an address for each step"
    return {"steps": list(zip(labels_and_urls[::2], labels_and_urls[1::2], strict=True))}


@register.inclusion_tag("ui/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """What is wrong with a form, each line leading to its box."""
    return {"links": error_links(form)}


@register.filter
def wrong(attributes: dict[str, Any]) -> bool:
    """Whether a widget's field has an error, from what Django put among its attributes."""
    return attributes.get("aria-invalid") in ("true", True)


@register.inclusion_tag("ui/figures.html")
def figures(items: Sequence[Figure]) -> dict[str, Any]:
    """Three to five key figures, each linked to what it is made of where `url` is given."""
    return {"figures": items}


@register.simple_block_tag
def card(
    content: str, title: str, flush: bool = False, level: int = 2, url: str = "", url_label: str = "See all"
) -> SafeString:
    """A titled box. `flush` for a table, which brings its own padding; `level` is the heading's."""
    context = {
        "content": content,
        "title": title,
        "flush": flush,
        "level": level,
        "url": url,
        "url_label": url_label,
    }
    return render_to_string("ui/card.html", context)


@register.inclusion_tag("ui/drill.html")
def drill(
    figure: str,
    parts: Sequence[Part],
    total: str,
    caption: str = "",
    total_label: str = "Total",
    open: bool = False,
) -> dict[str, Any]:
    """A figure that opens to its parts, which add up to `total`."""
    caption = caption or f"How {figure} is made up"
    return {"figure": figure, "parts": parts, "total": total, "caption": caption, "total_label": total_label,
            "open": open}  # fmt: skip


@register.inclusion_tag("ui/timeline.html")
def timeline(events: Sequence[Event], level: int = 3) -> dict[str, Any]:
    """What happened, newest first."""
    return {"events": events, "level": level}


@register.inclusion_tag("ui/summary_list.html")
def summary_list(facts: Sequence[Fact]) -> dict[str, Any]:
    """Facts about one thing, each with what it is called."""
    return {"facts": facts, "any_change": any(fact.change_url for fact in facts)}


@register.inclusion_tag("ui/task_list.html")
def task_list(tasks: Sequence[Task], id: str = "task") -> dict[str, Any]:
    """Steps with their states."""
    return {"tasks": tasks, "id": id}


@register.inclusion_tag("ui/progress.html")
def progress(job: Any, url: str = "", result_url: str = "") -> dict[str, Any]:
    """A job's progress, asked for again every two seconds while it runs.

    `url` answers with this component alone. The job has `state`, `done`, `total`, `message` and a label: its
    `label`, else its text.
    """
    live = job.state in ("queued", "running", "cancelling")
    label = getattr(job, "label", "") or str(job)
    return {"job": job, "label": label, "live": live, "url": url, "result_url": result_url}


@register.inclusion_tag("ui/bar_chart.html")
def bar_chart(chart: BarChart, id: str = "chart") -> dict[str, Any]:
    """A chart drawn on the server, with the same figures as a table behind it."""
    return {"chart": chart, "id": id, "drawing": chart.drawing(), "rows": chart.rows()}


@register.inclusion_tag("ui/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], noun: str = "") -> dict[str, Any]:
    """Which rows are shown, and the way to the others. Keeps the rest of the address."""
    return {"page": page, "noun": noun, "links": page_links(context["request"].GET, page)}
