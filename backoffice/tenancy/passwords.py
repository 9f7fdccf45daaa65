"""Passwords of authorities' logins, and the verifiers the server keeps instead of them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

# The passwords are 256 bits that look random: many iterations would protect nothing and cost 2 ms a connection.
ITERATIONS = 64


def password_for(role: str, secret: str) -> str:
    """The password of an authority's login. Nothing is stored: it follows from the one secret and the name."""
    mac = hmac.new(secret.encode(), b"db-role:" + role.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(mac.digest()).decode()


def scram_verifier(password: str) -> str:
    """What PostgreSQL stores for the password (SCRAM-SHA-256), so that the server never sees the password itself."""
    salt = os.urandom(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ITERATIONS)
    client_key = hmac.new(salted, b"Client Key", hashlib.sha256).digest()
    server_key = hmac.new(salted, b"Server Key", hashlib.sha256).digest()
    stored, server, salted_with = (
        base64.b64encode(part).decode() for part in (hashlib.sha256(client_key).digest(), server_key, salt)
    )
    return f"SCRAM-SHA-256${ITERATIONS}:{salted_with}${stored}:{server}"
