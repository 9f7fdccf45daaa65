from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from backoffice.tenancy.backend.base import DatabaseWrapper
from backoffice.tenancy.current import Schema
from backoffice.tenancy.names import role_for
from tests import committed


@pytest.fixture(scope="module")
def on_committed_data(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database outside any test's transaction."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="module")
def three(on_committed_data: None) -> Iterator[list[str]]:
    """Slugs of three authorities of this module's own."""
    with committed.authorities(3) as slugs:
        yield slugs


@pytest.fixture
def product(three: list[str]) -> Iterator[DatabaseWrapper]:
    """The product's backend, with none of its connections made yet."""
    backend = committed.product_backend()
    yield backend
    backend.in_atomic_block = False
    backend.close()


def switch(backend: DatabaseWrapper, slug: str | None) -> None:
    backend.set_tenant(Schema(role_for(slug) if slug else "public"))


def ask(backend: DatabaseWrapper, query: str = "SELECT session_user || ' ' || current_schema()") -> Any:
    with backend.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0] if cursor.description else None
