"""A connection belongs to one authority for its life: the backend on the product's own logins."""

from __future__ import annotations

import threading
import time

import psycopg2
import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, transaction

from backoffice.tenancy.authorities import UnknownAuthority
from backoffice.tenancy.backend import base
from backoffice.tenancy.current import Schema
from backoffice.tenancy.names import BadName, role_for
from tests import committed
from tests.tenancy.conftest import ask, switch

pytestmark = pytest.mark.isolation


def backends_of(slugs):
    """How many connections the server has for these authorities."""
    with committed.administrator() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE usename = ANY(%s)",
            [[role_for(slug) for slug in slugs]],
        )
        return cursor.fetchone()[0]


def wait_until(condition):
    until = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < until, "did not happen within five seconds"
        time.sleep(0.02)


def kill(slug):
    with committed.administrator() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", [role_for(slug)]
        )
    wait_until(lambda: backends_of([slug]) == 0)


class atomic(transaction.Atomic):
    """A transaction on a backend that no alias names."""

    def __init__(self, backend):
        super().__init__(None, True, False)
        self.backend = backend

    def __enter__(self):
        self.previous, transaction.get_connection = transaction.get_connection, lambda using: self.backend
        try:
            super().__enter__()
        finally:
            transaction.get_connection = self.previous

    def __exit__(self, *exc):
        previous, transaction.get_connection = transaction.get_connection, lambda using: self.backend
        try:
            super().__exit__(*exc)
        finally:
            transaction.get_connection = previous


def test_each_authority_is_its_own_login_and_its_own_schema(product, three):
    for slug in [*three, *three]:
        switch(product, slug)
        assert ask(product) == f"{role_for(slug)} {role_for(slug)}"


def test_with_no_authority_the_login_may_do_nothing(product):
    assert ask(product, "SELECT session_user") == "no_authority"
    for statement in (
        "SELECT * FROM public.tenants_user",
        "SELECT api.done('a', 'b')",
        "CREATE TABLE public.x ()",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"):
            ask(product, statement)


def test_a_thread_keeps_no_more_connections_than_it_may(product, three, settings):
    settings.AUTHORITY_CONNECTIONS = 2
    for _ in range(3):
        for slug in three:
            switch(product, slug)
            ask(product)
    wait_until(lambda: backends_of(three) == 2)
    switch(product, None)
    ask(product)
    wait_until(lambda: backends_of(three) == 1)  # the login that may do nothing takes the place of one


def test_the_least_recently_used_connection_goes_first(product, three, settings):
    settings.AUTHORITY_CONNECTIONS = 2
    first, second, third = three
    for slug in (first, second, first):
        switch(product, slug)
        ask(product)
    pid = ask(product, "SELECT pg_backend_pid()")
    switch(product, third)
    ask(product)
    switch(product, first)
    assert ask(product, "SELECT pg_backend_pid()") == pid


def test_switching_inside_a_transaction_is_refused(product, three):
    switch(product, three[0])
    with atomic(product):
        assert ask(product).startswith(role_for(three[0]))
        switch(product, three[0])
        with pytest.raises(ProgrammingError, match="inside an atomic block"):
            switch(product, three[1])
        assert ask(product).startswith(role_for(three[0]))


def test_an_iterator_survives_a_nested_switch_and_keeps_its_authority(product, three):
    switch(product, three[0])
    cursor = product.chunked_cursor()
    cursor.itersize = 2
    cursor.execute("SELECT session_user, n FROM generate_series(1, 9) n")
    seen = [cursor.fetchone()]
    switch(product, three[1])
    assert ask(product).startswith(role_for(three[1]))
    switch(product, three[0])
    seen += cursor.fetchall()
    assert seen == [(role_for(three[0]), n) for n in range(1, 10)]


def test_a_connection_killed_while_put_aside_is_replaced(product, three):
    switch(product, three[0])
    ask(product)
    switch(product, three[1])
    kill(three[0])
    switch(product, three[0])
    assert ask(product).startswith(role_for(three[0]))


def test_a_connection_killed_while_in_use_is_replaced_at_the_next_request(product, three):
    switch(product, three[0])
    ask(product)
    kill(three[0])
    with pytest.raises((OperationalError, InterfaceError)):
        ask(product)
    product.close_if_unusable_or_obsolete()
    assert ask(product).startswith(role_for(three[0]))


def test_a_connection_killed_inside_a_transaction_leaves_nothing_half_written(product, three):
    switch(product, three[0])
    with pytest.raises((OperationalError, InterfaceError)), atomic(product):
        ask(
            product,
            "INSERT INTO tenancy_member (identity, name, email, state, roles, joined_on)"
            " VALUES (gen_random_uuid(), 'Half', 'half@example.test', 'active', '{}', '2026-01-01') RETURNING id",
        )
        kill(three[0])
        ask(product)
    product.close()
    assert ask(product, "SELECT count(*) FROM tenancy_member") == 0


def test_an_aged_connection_is_closed_also_while_put_aside(three):
    backend = committed.product_backend(CONN_MAX_AGE=0)
    try:
        switch(backend, three[0])
        ask(backend)
        switch(backend, three[1])
        ask(backend)
        backend.close_if_unusable_or_obsolete()
        wait_until(lambda: backends_of(three) == 0)
        switch(backend, three[0])
        assert ask(backend).startswith(role_for(three[0]))
    finally:
        backend.close()


def test_close_closes_every_connection_of_the_thread(product, three):
    for slug in three:
        switch(product, slug)
        ask(product)
    product.close()
    wait_until(lambda: backends_of(three) == 0)
    switch(product, three[0])
    assert ask(product).startswith(role_for(three[0]))


def test_what_was_left_on_a_connection_is_gone_when_it_is_used_again(product, three):
    switch(product, three[0])
    ask(
        product,
        "SET search_path = pg_catalog; SET statement_timeout = 0; SET backoffice.audit = '{\"member\": 7}'",
    )
    ask(product, "SET TimeZone = 'Asia/Tokyo'; LISTEN gossip; SET ROLE authority_any; SET work_mem = '1GB'")
    switch(product, three[1])
    assert ask(product, "SELECT current_setting('backoffice.audit', true)") in (None, "")
    switch(product, three[0])
    assert ask(product) == f"{role_for(three[0])} {role_for(three[0])}"
    assert ask(product, "SELECT current_user") == role_for(three[0])
    assert ask(product, "SHOW statement_timeout") == "1min"
    assert ask(product, "SHOW TimeZone") == "UTC"
    assert ask(product, "SELECT current_setting('backoffice.audit', true)") == ""
    assert ask(product, "SELECT count(*) FROM pg_listening_channels()") == 0


def test_what_a_login_sets_for_itself_changes_none_of_its_connections(product, three):
    role = role_for(three[0])
    switch(product, three[0])
    ask(product, f"ALTER ROLE {role} SET search_path = public; ALTER ROLE {role} SET statement_timeout = 0")
    product.close()
    assert ask(product) == f"{role} {role}"
    assert ask(product, "SHOW statement_timeout") == "1min"


def test_a_prepared_statement_stays_with_its_own_authority(product, three):
    switch(product, three[0])
    ask(product, "PREPARE who AS SELECT session_user::text")
    switch(product, three[1])
    with pytest.raises(OperationalError, match="does not exist"):
        ask(product, "EXECUTE who")
    switch(product, three[0])
    assert ask(product, "EXECUTE who") == role_for(three[0])


def test_threads_never_get_each_others_authority(three):
    wrong, errors = [], []

    def work(number):
        backend = committed.product_backend()
        try:
            for turn in range(60):
                slug = three[(number + turn) % len(three)]
                switch(backend, slug)
                if ask(backend) != f"{role_for(slug)} {role_for(slug)}":
                    wrong.append(slug)
        except Exception as error:
            errors.append(error)
        finally:
            backend.close()

    threads = [threading.Thread(target=work, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (wrong, errors) == ([], [])


@pytest.mark.parametrize(
    "name", ["a_x; DROP SCHEMA public", "portal", "postgres", "backoffice_owner", "a_É", "a_" + "x" * 62]
)
def test_what_is_no_authoritys_name_is_refused_before_anything_is_asked(product, three, name):
    switch(product, three[0])
    with pytest.raises(BadName):
        product.set_tenant(Schema(name))
    assert ask(product).startswith(role_for(three[0]))


def test_an_authority_that_does_not_exist_is_refused_without_a_connection(product):
    switch(product, "never-brought-in")
    with pytest.raises(UnknownAuthority):
        ask(product)


def test_a_schema_that_is_missing_raises_and_nothing_falls_back_to_public(product, three):
    switch(product, three[2])
    with committed.administrator() as cursor:
        role = role_for(three[2])
        cursor.execute(f"ALTER SCHEMA {role} RENAME TO gone_for_a_test")
    try:
        for statement in ("SELECT * FROM tenancy_member", "SELECT * FROM tenants_user", "CREATE TABLE x ()"):
            with pytest.raises(ProgrammingError):
                ask(product, statement)
    finally:
        with committed.administrator() as cursor:
            cursor.execute(f"ALTER SCHEMA gone_for_a_test RENAME TO {role}")


def test_a_connection_as_the_wrong_login_is_closed_and_refused(product, three, monkeypatch):
    switch(product, three[0])
    made = []

    def wrong_server(backend, params):
        connection = psycopg2.connect(
            **{
                **params,
                "user": role_for(three[1]),
                "password": committed.password_for(role_for(three[1]), _secret()),
            }
        )
        made.append(connection)
        return connection

    monkeypatch.setattr(base.upstream.DatabaseWrapper, "get_new_connection", wrong_server)
    with pytest.raises(InterfaceError, match="wrong login"):
        ask(product)
    assert made[0].closed


def _secret():
    from django.conf import settings

    return settings.AUTHORITY_DB_SECRET


@pytest.mark.parametrize("step", ["_park", "_take_up"])
def test_a_switch_that_fails_half_way_leaves_no_authority(product, three, monkeypatch, step):
    switch(product, three[0])
    ask(product)

    def fail(self):
        raise RuntimeError("half way")

    with monkeypatch.context() as broken:
        broken.setattr(base.DatabaseWrapper, step, fail)
        with pytest.raises(RuntimeError):
            switch(product, three[1])
    assert product.schema_name == "public"
    assert ask(product, "SELECT session_user") == "no_authority"
    with pytest.raises(ProgrammingError):
        ask(product, "SELECT * FROM tenancy_member")


def test_where_an_authority_stands_is_found_from_its_name(product, three, settings):
    with committed.administrator() as cursor:
        cursor.execute("UPDATE public.tenants_authority SET server = 'second' WHERE slug = %s", [three[0]])
    try:
        settings.AUTHORITY_SERVERS = {"second": {"host": "127.0.0.1", "port": "1"}}
        switch(product, three[0])
        with pytest.raises(OperationalError, match="port 1 "):
            ask(product)
        switch(product, three[1])
        assert ask(product).startswith(role_for(three[1]))
        settings.AUTHORITY_SERVERS = {}
        switch(product, three[0])
        with pytest.raises(Exception, match="names no server 'second'"):
            ask(product)
    finally:
        with committed.administrator() as cursor:
            cursor.execute("UPDATE public.tenants_authority SET server = '' WHERE slug = %s", [three[0]])


def test_a_login_has_a_limit_of_connections_and_is_closed_when_idle(three):
    with committed.administrator() as cursor:
        cursor.execute(
            "SELECT rolconnlimit, rolconfig FROM pg_roles WHERE rolname = %s", [role_for(three[1])]
        )
        limit, settings = cursor.fetchone()
    assert limit == 60 and any(setting.startswith("idle_session_timeout") for setting in settings)


def test_the_server_never_sees_a_password_in_clear_and_the_verifier_is_ours(three):
    with committed.administrator() as cursor:
        cursor.execute("SELECT rolpassword FROM pg_authid WHERE rolname = %s", [role_for(three[0])])
        assert cursor.fetchone()[0].startswith("SCRAM-SHA-256$64:")
