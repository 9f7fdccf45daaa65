"""Passkeys in a real browser with a virtual authenticator, on the product's own processes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backoffice.config.env import ROOT
from backoffice.launcher import demo, ports, services
from backoffice.launcher.places import Places
from tests.sign_in.conftest import PASSWORD, code_of
from tests.ui.browser import browser as chromium
from tests.ui.browser import chromium_path, faults, page_of

pytestmark = pytest.mark.browser
EMAIL = "first.administrator@example.test"


@pytest.fixture(autouse=True)
def _no_limits_left() -> None:
    """These tests have a database of their own."""


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """The service's address, with one authority and its first administrator, who has no password yet."""
    chromium_path()
    places = Places(Path(tmp_path_factory.mktemp("passkeys")))
    env = services.start(places, profile="test")
    try:
        ports.choose(places, "web")
        env = demo.product_environment(places, env)
        demo.prepare(places, env)
        name = ["--name", "Trial Police", "--administrator", EMAIL, "--administrator-name", "Frances Adams"]
        demo.manage(env, "onboard", "--slug", "trial", *name)
        demo.start_parts(places, env, only=("web",))
        yield demo.wait_for_web(places), env
    finally:
        demo.stop(places)
        services.remove(places)


@pytest.fixture(scope="module")
def window() -> Iterator[Any]:
    with chromium() as started:
        yield started


def link_for(env: dict[str, str]) -> str:
    """What `manage.py sign_in_link` prints."""
    command = [sys.executable, "manage.py", "sign_in_link", "--email", EMAIL]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def with_authenticator(page: Any) -> None:
    """A device that holds passkeys and whose owner always agrees."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": device})


def sign_in(page: Any, base: str) -> None:
    page.goto(f"{base}/accounts/login/")
    page.locator("#id_login").fill(EMAIL)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_an_administrator_gets_in_by_link_adds_a_passkey_and_signs_in_with_it_alone(product, window):
    base, env = product
    with page_of(window) as (page, said):
        with_authenticator(page)
        page.goto(link_for(env).replace(env["SERVICE_URL"], base))
        assert not faults(page)
        page.locator("#id_password1").fill(PASSWORD)
        page.locator("#id_password2").fill(PASSWORD)
        page.get_by_role("button", name="Set password").click()
        sign_in(page, base)
        page.wait_for_url("**/accounts/second-factor/**")  # the role asks for it, and there is none
        assert not faults(page)
        page.get_by_role("link", name="add a passkey").click()
        assert not faults(page)
        page.locator("#id_name").fill("Work laptop")
        page.get_by_role("button", name="Add the passkey").click()
        page.wait_for_url("**/recovery-codes/")
        assert not faults(page)
        page.get_by_role("link", name="I have kept them: go on").or_(
            page.get_by_role("button", name="I have kept them: go on")
        ).click()
        page.wait_for_url("**/trial/")
        page.goto(f"{base}/accounts/codes/webauthn/")
        assert "Work laptop" in page.content() and not faults(page)
        page.locator("summary", has_text="Frances Adams").click()
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/accounts/login/**")
        assert not faults(page)
        page.get_by_role("button", name="Sign in with a passkey").click()  # no address, no password, no code
        page.wait_for_url("**/trial/")
        assert not [line for line in said if "Content Security Policy" in line], said
        assert not said


def test_a_device_that_refuses_is_told_in_words(product, window):
    base, _ = product
    with page_of(window) as (page, said):
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        page.goto(f"{base}/accounts/login/")
        page.evaluate(
            "() => { navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError')) }"
        )
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.get_by_text("Your device did not hand over a passkey").wait_for()
        assert not said


@pytest.mark.parametrize("script", [True, False])
def test_an_authenticator_app_works_with_and_without_javascript(product, window, script):
    base, env = product
    with page_of(window, script=script, width=375) as (page, _):
        page.goto(link_for(env).replace(env["SERVICE_URL"], base))  # start again: the passkey is gone
        page.locator("#id_password1").fill(PASSWORD)
        page.locator("#id_password2").fill(PASSWORD)
        page.get_by_role("button", name="Set password").click()
        sign_in(page, base)
        page.get_by_role("button", name="Set up an authenticator app").or_(
            page.get_by_role("link", name="Set up an authenticator app")
        ).click()
        if script:
            assert not faults(page)
        secret = next(text for text in page.locator("strong").all_inner_texts() if len(text) == 32)
        page.locator("#id_code").fill(code_of(secret))
        page.get_by_role("button", name="Set it up").click()
        page.wait_for_url("**/recovery-codes/")
        page.goto(f"{base}/trial/members/")
        page.locator("table").get_by_role("link", name="Frances Adams").click()
        page.get_by_role("heading", name="Frances Adams").wait_for()
        assert page.locator("main").count() == 1  # a page of its own, not inside the list's
