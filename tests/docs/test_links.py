"""What the documentation points to is there: files, headings, make targets, variables."""

import re
from pathlib import Path

import pytest

from backoffice.launcher.places import ROOT

PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"^(?: {4}|```).*?$|`[^`\n]*`", re.MULTILINE)
MOST_BYTES_OF_A_PICTURE = 200_000


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def _anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    lost = []
    for target in LINK.findall(CODE.sub("", page.read_text())):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (anchor and anchor not in _anchors(there)):
            lost.append(target)
    assert not lost


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_make_command_of_a_page_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:`|^ {4})(?:[A-Z_]+=\S+ )?make ([a-z-]+)", page.read_text(), re.MULTILINE))
    assert named <= targets


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_manage_command_of_a_page_exists(page: Path) -> None:
    from django.core.management import get_commands

    text = page.read_text()
    named = re.findall(r"manage\.py ([a-z_]+)|docker compose run --rm (?:web|migrate) ([a-z_]+)", text)
    assert {first or second for first, second in named} <= set(get_commands())


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_variable_of_a_page_is_in_the_sample_file(page: Path) -> None:
    sample = (ROOT / ".env.sample").read_text()
    ours = re.findall(r"`([A-Z]+(?:_[A-Z]+)+)`", page.read_text())
    assert [name for name in ours if not re.search(rf"^#?{name}(_FILE)?=", sample, re.MULTILINE)] == []


def test_pictures_are_small_and_every_one_is_shown() -> None:
    shown = {
        (page.parent / target).resolve()
        for page in PAGES
        for target in re.findall(r"!\[[^]]+\]\(([^)]+)\)", page.read_text())
    }
    pictures = set((ROOT / "docs" / "pictures").iterdir())
    assert pictures == shown
    assert all(picture.stat().st_size < MOST_BYTES_OF_A_PICTURE for picture in pictures)


def test_every_page_is_reached_from_the_index() -> None:
    reached, waiting = set(), [ROOT / "docs" / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or not page.exists():
            continue
        reached.add(page)
        waiting += [
            (page.parent / target.partition("#")[0]).resolve()
            for target in LINK.findall(page.read_text())
            if target.partition("#")[0].endswith(".md")
        ]
    decisions = set((ROOT / "docs" / "decisions").glob("0*.md"))  # named by number where they matter
    assert set((ROOT / "docs").rglob("*.md")) - reached - decisions == set()
