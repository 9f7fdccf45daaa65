"""The gallery in a real browser, at desktop and phone width, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import override_settings
from django.test.testcases import LiveServerThread

from tests.ui.browser import WIDTHS, browser, faults, page_of

pytestmark = pytest.mark.browser
PLAIN_FILES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The gallery as its builders see it. It needs no database: it is served from a thread."""
    with override_settings(
        DEBUG=True, STORAGES=PLAIN_FILES, ALLOWED_HOSTS=["127.0.0.1"], SECURE_SSL_REDIRECT=False
    ):
        server = LiveServerThread("127.0.0.1", StaticFilesHandler)
        server.daemon = True
        server.start()
        server.is_ready.wait(30)
        assert server.error is None, server.error
        yield f"http://127.0.0.1:{server.port}"
        server.terminate()


@pytest.fixture(scope="module")
def chromium():
    with browser() as started:
        yield started


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["/ui/", "/ui/list/?state=Query&sort=-gross_pence"])
def test_a_page_has_no_fault_and_says_nothing_on_the_console(address, chromium, path, width):
    with page_of(chromium, width=width) as (page, said):
        page.goto(address + path)
        assert faults(page) == []
        assert said == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_wrong_form_says_so_in_its_title_and_takes_the_reader_to_the_summary(address, chromium, width):
    with page_of(chromium, width=width) as (page, _):
        page.goto(address + "/ui/")
        page.fill("#id_dated_on_0", "31")
        page.fill("#id_dated_on_1", "2")
        page.fill("#id_dated_on_2", "2026")
        page.click("text=Save and match to an order")
        page.wait_for_selector(".govuk-error-summary")
        assert page.title().startswith("Error:")
        assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
        page.click("text=31/2/2026 does not exist >> nth=0")
        assert page.evaluate("document.activeElement.id") == "id_dated_on_0"
        assert faults(page) == []


def test_a_filter_fetches_the_results_alone_and_keeps_the_sort(address, chromium):
    with page_of(chromium) as (page, said):
        page.goto(address + "/ui/list/")
        page.evaluate("window.stayed = true")
        page.click("thead >> text=Gross £")
        page.wait_for_url("**sort=gross_pence")
        page.click("label:has-text('Query')")
        page.wait_for_selector("text=20 invoices")
        assert "state=Query" in page.url and "sort=gross_pence" in page.url and "q=" not in page.url
        page.click("[data-select-all]")
        assert page.inner_text("[data-selected]") == "20 selected"
        page.go_back()
        page.wait_for_selector("text=60 invoices")
        assert said == []


def test_a_running_job_is_asked_for_again_until_it_is_done(address, chromium):
    with page_of(chromium) as (page, said):
        page.goto(address + "/ui/")
        page.wait_for_selector("progress", state="detached", timeout=10_000)
        assert said == []


@pytest.mark.parametrize("width", WIDTHS)
def test_lists_and_forms_work_without_javascript(address, chromium, width):
    with page_of(chromium, width=width, script=False) as (page, _):
        page.goto(address + "/ui/list/")
        assert not page.is_visible("[data-toggle]") and not page.is_visible("[data-select-all]")
        page.check("#id_state_1")
        page.click("text=Apply filters")
        assert page.inner_text(".bo-toolbar strong") == "20"
        page.goto(address + "/ui/")
        assert not page.is_visible("[data-print]")
        page.click("text=Save and match to an order")
        assert page.title().startswith("Error:")
