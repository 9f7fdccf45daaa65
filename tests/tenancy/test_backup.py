"""One authority is backed up and brought back; nobody else notices."""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from backoffice.tenancy.names import role_for
from tenants.services.backup import (
    SERVICE,
    NoBackup,
    RestoredOtherwise,
    back_up_authority,
    back_up_service,
    restore_authority,
    restore_service,
    row_counts,
)
from tenants.services.bring_in_authority import add_first_member
from tests import committed

pytestmark = pytest.mark.fault


@pytest.fixture(scope="module")
def pair(on_committed_data):
    with committed.authorities(2, "kept") as slugs:
        for slug in slugs:
            add_first_member(
                slug=slug,
                email=f"{slug}@example.test",
                name=f"First of {slug}",
                roles=["authority_administrator"],
            )
            home = Path(settings.MEDIA_ROOT) / role_for(slug)
            home.mkdir(parents=True, exist_ok=True)
            (home / "letter.pdf").write_bytes(slug.encode())
        yield slugs


def digest(slug):
    """Of every row of every table of the authority."""
    schema, found = role_for(slug), hashlib.sha256()
    with committed.administrator() as cursor:
        for table in row_counts(cursor, schema):
            cursor.execute(
                f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM {schema}."{table}" t'
            )
            found.update(f"{table} {cursor.fetchone()[0]}".encode())
    return found.hexdigest()


def ruin(slug):
    with closing(committed.log_in(role_for(slug))) as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE tenancy_member SET name = 'Ruined', roles = '{}'")
    (Path(settings.MEDIA_ROOT) / role_for(slug) / "letter.pdf").write_bytes(b"ruined")


def test_an_authority_is_brought_back_as_it_was_and_the_other_is_untouched(pair, tmp_path):
    slug, other = pair
    before, others = digest(slug), digest(other)
    counts = back_up_authority(slug=slug, to=tmp_path / slug)
    ruin(slug)
    ruin_of_other = digest(other)
    assert digest(slug) != before and ruin_of_other == others
    assert restore_authority(slug=slug, source=tmp_path / slug) == counts
    assert digest(slug) == before and digest(other) == others
    assert (Path(settings.MEDIA_ROOT) / role_for(slug) / "letter.pdf").read_bytes() == slug.encode()
    with closing(committed.log_in(role_for(slug))) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tenancy_member")
        assert cursor.fetchone()[0] == 1


def test_the_same_rights_and_walls_stand_after_a_restore(pair, tmp_path):
    slug, other = pair
    back_up_authority(slug=slug, to=tmp_path / slug)
    restore_authority(slug=slug, source=tmp_path / slug)
    with closing(committed.log_in(role_for(slug))) as connection, connection.cursor() as cursor:
        for statement in (
            "TRUNCATE tenancy_member",
            "DELETE FROM django_migrations",
            "UPDATE tenancy_memberevent SET name = 'x'",
            f"SELECT * FROM {role_for(other)}.tenancy_member",
        ):
            with pytest.raises(Exception, match="permission denied|insert-only"):
                cursor.execute(statement)


def test_an_authority_that_was_lost_whole_is_brought_back_with_its_members(pair, tmp_path):
    slug = pair[0]
    before = digest(slug)
    back_up_authority(slug=slug, to=tmp_path / slug)
    committed.drop(slug)
    restore_authority(slug=slug, source=tmp_path / slug)
    assert digest(slug) == before
    with committed.administrator() as cursor:
        cursor.execute(
            "SELECT u.email, m.roles FROM public.tenants_membership m JOIN public.tenants_user u ON u.id = m.user_id"
            " JOIN public.tenants_authority a ON a.id = m.authority_id WHERE a.slug = %s",
            [slug],
        )
        assert cursor.fetchall() == [(f"{slug}@example.test", ["authority_administrator"])]


def test_a_backup_with_other_rows_than_were_counted_changes_nothing(pair, tmp_path):
    slug = pair[0]
    before = digest(slug)
    back_up_authority(slug=slug, to=tmp_path / slug)
    record = tmp_path / slug / "authority.json"
    told = json.loads(record.read_text())
    told["counts"]["tenancy_member"] = 7
    record.write_text(json.dumps(told))
    with pytest.raises(RestoredOtherwise, match="tenancy_member"):
        restore_authority(slug=slug, source=tmp_path / slug)
    assert digest(slug) == before


def test_another_authoritys_backup_is_refused(pair, tmp_path):
    slug, other = pair
    back_up_authority(slug=slug, to=tmp_path / slug)
    with pytest.raises(NoBackup, match=slug):
        restore_authority(slug=other, source=tmp_path / slug)


def people_of(slug):
    """Who may sign in to the authority: password, roles and second factors, as the public schema has them."""
    with committed.administrator() as cursor:
        cursor.execute(
            "SELECT u.email, u.password, m.roles, m.state, f.type, f.data::text FROM public.tenants_membership m"
            " JOIN public.tenants_user u ON u.id = m.user_id JOIN public.tenants_authority a ON a.id = m.authority_id"
            " LEFT JOIN public.mfa_authenticator f ON f.user_id = u.id WHERE a.slug = %s ORDER BY 1, 5",
            [slug],
        )
        return cursor.fetchall()


def equip(slug):
    """A password and an authenticator app for the authority's first member."""
    with committed.administrator() as cursor:
        cursor.execute(
            "UPDATE public.tenants_user SET password = %s WHERE email = %s RETURNING id",
            [f"hash of {slug}", f"{slug}@example.test"],
        )
        user = cursor.fetchone()[0]
        cursor.execute("DELETE FROM public.mfa_authenticator WHERE user_id = %s", [user])
        cursor.execute(
            "INSERT INTO public.mfa_authenticator (type, data, created_at, user_id)"
            " VALUES ('totp', '{\"secret\": \"kept\"}', now(), %s)",
            [user],
        )


def lose(slug):
    """The authority and its people, as on a server that has never heard of them."""
    committed.drop(slug)
    with committed.administrator() as cursor:
        cursor.execute(
            "DELETE FROM public.mfa_authenticator WHERE user_id IN"
            " (SELECT id FROM public.tenants_user WHERE email = %s)",
            [f"{slug}@example.test"],
        )
        cursor.execute("DELETE FROM public.tenants_user WHERE email = %s", [f"{slug}@example.test"])


def test_all_brings_back_who_may_sign_in_with_their_second_factors(pair, tmp_path, capsys):
    slug, other = pair
    for each in pair:
        equip(each)
    before, people = (digest(slug), digest(other)), (people_of(slug), people_of(other))
    assert people[0][0][4] == "totp"
    call_command("backup_authority", authority="all", to=tmp_path)
    assert (tmp_path / SERVICE).is_dir() and "second factors" in capsys.readouterr().out
    for directory in tmp_path.iterdir():
        if directory.name not in (*pair, SERVICE):
            shutil.rmtree(directory)  # the standing authorities of other tests stay as they are
    for each in pair:
        lose(each)
    assert people_of(slug) == []
    call_command("restore_authority", authority="all", source=tmp_path)
    assert (people_of(slug), people_of(other)) == people
    assert (digest(slug), digest(other)) == before
    with committed.administrator() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('public.tenants_user', 'id')), max(id) FROM public.tenants_user"
        )
        following, last = cursor.fetchone()
        assert following > last


def test_a_backup_of_the_service_with_other_rows_than_were_counted_changes_nothing(pair, tmp_path):
    before = people_of(pair[0])
    back_up_service(to=tmp_path / SERVICE)
    record = tmp_path / SERVICE / "service.json"
    told = json.loads(record.read_text())
    told["counts"]["tenants_user"] += 1
    record.write_text(json.dumps(told))
    with pytest.raises(RestoredOtherwise, match="tenants_user"):
        restore_service(source=tmp_path / SERVICE)
    assert people_of(pair[0]) == before


def test_a_directory_without_the_service_is_refused(tmp_path):
    with pytest.raises(NoBackup, match="backup of the service"):
        restore_service(source=tmp_path)
