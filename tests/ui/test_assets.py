from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "backoffice" / "ui" / "static" / "ui"
TEMPLATES = ROOT / "templates"


def built() -> list[Path]:
    return [path for path in BUILT.rglob("*") if path.suffix in (".css", ".js")]


def test_built_files_name_no_source_map():
    assert built()
    assert not [path.name for path in built() if "sourceMappingURL" in path.read_text()]


def test_every_picture_the_styles_ask_for_is_there_and_none_is_a_crown_or_crest():
    styles = (BUILT / "ui.css").read_text()
    asked = [url.strip("'\"") for url in re.findall(r"url\(([^)]*)\)", styles)]
    assert not [url for url in asked if not url.startswith("data:") and not (BUILT / url).is_file()]
    assert not [path.name for path in BUILT.rglob("*") if re.search("crown|crest|logotype|woff", path.name)]
    assert "GDS Transport" not in styles


def test_a_first_visit_is_small():
    assert sum(path.stat().st_size for path in built()) < 400_000


def test_the_lock_names_no_registry():
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text())
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]


def test_no_template_holds_a_style_or_a_script_of_its_own():
    wrong = re.compile(
        r"\sstyle=|<style|\son[a-z]+=|hx-on|<script(?![^>]*\ssrc=)(?![^>]*application/json)|javascript:|\bjs:",
        re.IGNORECASE,
    )
    found = {
        p.relative_to(TEMPLATES).as_posix() for p in TEMPLATES.rglob("*.html") if wrong.search(p.read_text())
    }
    assert not found
