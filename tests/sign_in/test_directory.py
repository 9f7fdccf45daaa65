"""Signing in through an authority's own directory: OpenID Connect against a stub on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from backoffice.tenancy.models import Member
from tenants.models import User

CALLBACK = "/accounts/oidc/cleveland/login/callback/"


class Directory(ThreadingHTTPServer):
    """Tells one person's claims to whoever brings a code."""

    claims: dict[str, Any] = {}
    asked: dict[str, list[str]] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    server: Directory

    def do_GET(self) -> None:
        base = self.server.url
        if self.path.startswith("/.well-known/"):
            self._say(
                {
                    "issuer": base,
                    "authorization_endpoint": f"{base}/authorize",
                    "token_endpoint": f"{base}/token",
                    "userinfo_endpoint": f"{base}/userinfo",
                    "jwks_uri": f"{base}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        else:
            self._say(self.server.claims)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked = parse_qs(body)
        token = {"iss": self.server.url, "aud": "our-client", "exp": 2**33, "iat": 1, **self.server.claims}
        self._say({"access_token": "a", "token_type": "Bearer", "id_token": jwt.encode(token, "k" * 32)})

    def _say(self, what: dict[str, Any]) -> None:
        body = json.dumps(what).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def directory(settings: Any) -> Iterator[Directory]:
    server = Directory(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    app = {
        "provider_id": "cleveland",
        "name": "Cleveland Police",
        "client_id": "our-client",
        "secret": "hidden",
        "settings": {"server_url": server.url, "email_domains": ["example.test"]},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    yield server
    server.shutdown()
    server.server_close()


def come_back(browser: Any, directory: Directory, **claims: Any) -> Any:
    directory.claims = {"sub": "entra-1", "name": "Somebody", **claims}
    there = browser.get("/accounts/oidc/cleveland/login/?process=login")
    asked = parse_qs(urlsplit(there["Location"]).query)
    assert there["Location"].startswith(f"{directory.url}/authorize") and asked["code_challenge_method"] == [
        "S256"
    ]
    assert asked["redirect_uri"] == [f"http://testserver{CALLBACK}"]
    return browser.get(CALLBACK, {"code": "c", "state": asked["state"][0]})


def test_an_invited_person_signs_in_and_is_known_by_the_directorys_id_from_then_on(browser, clerk, directory):
    assert "Cleveland Police" in browser.get("/accounts/login/").content.decode()
    page = come_back(browser, directory, email=clerk.member.email.upper(), email_verified=True)
    assert page["Location"] == "/" and browser.get("/")["Location"] == "/cleveland/"
    browser.post("/accounts/logout/")
    come_back(browser, directory, email="renamed@example.test", email_verified=True)
    assert browser.get("/cleveland/").status_code == 200
    assert "code_verifier" in directory.asked


def test_a_person_without_an_invitation_is_turned_away_and_no_identity_is_made(browser, clerk, directory):
    before = User.objects.count()
    page = come_back(browser, directory, email="stranger@example.test", email_verified=True)
    assert page["Location"] == "/accounts/login/" and User.objects.count() == before
    assert "No invitation was found" in browser.get("/accounts/login/").content.decode()


@pytest.mark.isolation
@pytest.mark.parametrize("domains", [None, [], ["elsewhere.example"], ["le.test", "xexample.test"]])
def test_a_directory_opens_no_address_outside_the_domains_it_is_trusted_for_even_if_it_says_verified(
    browser, clerk, directory, settings, domains
):
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"].pop("email_domains")
    if domains is not None:
        app["settings"]["email_domains"] = domains
    come_back(browser, directory, email=clerk.member.email, email_verified=True)
    assert browser.get("/cleveland/").status_code == 302


def test_entra_says_no_address_is_verified_and_is_trusted_for_its_domains(browser, clerk, directory):
    come_back(browser, directory, email=clerk.member.email)
    assert browser.get("/cleveland/").status_code == 200


def test_an_answer_nobody_asked_for_is_refused(browser, clerk, directory):
    page = browser.get(CALLBACK, {"code": "c", "state": "made-up"}, follow=True)
    assert "did not work" in page.content.decode()
    assert browser.get("/cleveland/").status_code == 302


def test_a_role_that_needs_a_second_factor_needs_ours_after_the_directory_too(
    browser, payroll_officer, directory
):
    come_back(browser, directory, email=payroll_officer.member.email, email_verified=True)
    assert browser.get("/cleveland/")["Location"].startswith("/accounts/second-factor/")


def test_a_suspended_member_is_out_whatever_the_directory_says(browser, clerk, directory):
    from django.db import transaction

    from backoffice.tenancy import portal_api

    with transaction.atomic():
        portal_api.set_membership_state(clerk.identity, "suspended")
        Member.objects.filter(pk=clerk.member.pk).update(state="suspended")
    come_back(browser, directory, email=clerk.member.email, email_verified=True)
    assert browser.get("/cleveland/").status_code == 404
