"""PDFs by typst: tagged, PDF/UA-1, in our own copy of Liberation Sans, without any system library.

One compiler a process. A template reads its data by `#let data = json(bytes(sys.inputs.data))`; it sets the document's
title and language. Numbers and dates arrive as they are to be shown.
"""

from __future__ import annotations

import json
import threading
from functools import cache
from pathlib import Path
from typing import Any

import typst

FONTS = Path(__file__).parent / "fonts"
TABLE = Path(__file__).parent / "table.typ"
_one_at_a_time = threading.Lock()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


@cache
def _compiler(root: Path) -> typst.Compiler:
    return typst.Compiler(root=str(root), font_paths=_fonts(), ignore_system_fonts=True)


def compile_pdf(template: Path, data: dict[str, Any], *, standard: str = "ua-1") -> bytes:
    """The PDF of a template with its data. The template may import files below its own folder."""
    with _one_at_a_time:
        compiled = _compiler(template.parent).compile(
            input=str(template),
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=[standard],  # type: ignore[list-item]
        )
    assert isinstance(compiled, bytes)
    return compiled
