import os
from collections.abc import Callable

import pytest

from backoffice.launcher.places import ROOT
from tests.docs.reference import PAGES


@pytest.mark.parametrize("name, written", PAGES.items())
def test_a_reference_page_says_what_the_code_does(name: str, written: Callable[[], str]) -> None:
    page = ROOT / "docs" / "reference" / name
    if os.environ.get("UPDATE_REFERENCE"):
        page.write_text(written())
    assert page.read_text() == written(), "Run UPDATE_REFERENCE=1 make test ARGS=tests/docs"
