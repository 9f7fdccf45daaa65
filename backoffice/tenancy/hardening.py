"""What PostgreSQL lets everybody do and this service does not: the walls around one authority's login.

PostgreSQL shows every login the whole catalogue, whose table names and row counts are other authorities' too, and lets
it lock, store and ask in ways that reach across. Each step is taken once per database, by its administrator, and again
without harm. The product needs nothing of what is taken away: ORM, COPY, triggers and casts run without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from backoffice.tenancy.names import ANY_AUTHORITY, NO_AUTHORITY, OWNER, PORTAL, PROVISIONER


@dataclass(frozen=True, slots=True)
class Step:
    """`title` follows "the administrator has not"; `risk` is what stands open without it; `missing` is an SQL
    condition that any login can ask, true where the step has not been taken."""

    title: str
    risk: str
    apply: str
    missing: str


def _functions(pattern: str, but: str = "^$") -> str:
    """Take the functions whose names match from everybody, and give them to the owner, who dumps and measures."""
    return f"""
DO $$
DECLARE signature text;
BEGIN
    FOR signature IN
        SELECT p.oid::regprocedure::text FROM pg_proc p
        WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname ~ '{pattern}' AND p.proname !~ '{but}'
          AND (p.proacl IS NULL OR EXISTS (
              SELECT FROM aclexplode(p.proacl) a WHERE a.grantee = 0 AND a.privilege_type = 'EXECUTE'))
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION pg_catalog.%s FROM PUBLIC', signature);
        EXECUTE format('GRANT EXECUTE ON FUNCTION pg_catalog.%s TO {OWNER}', signature);
    END LOOP;
END $$"""  # noqa: S608 - from the table below


STEPS: dict[str, Step] = {
    "catalogue": Step(
        "taken the system catalogue from everybody",
        "One authority's login can read the names and row counts of another's tables.",
        f"""
DO $$
DECLARE relation text;
BEGIN
    FOR relation IN
        SELECT c.oid::regclass::text FROM pg_class c
        WHERE c.relnamespace IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
          AND c.relkind IN ('r', 'v', 'm', 'p', 'f')
          AND (EXISTS (SELECT FROM aclexplode(c.relacl) a WHERE a.grantee = 0 AND a.privilege_type = 'SELECT')
               OR EXISTS (SELECT FROM pg_attribute t, aclexplode(t.attacl) a
                          WHERE t.attrelid = c.oid AND a.grantee = 0))
    LOOP
        EXECUTE format('GRANT SELECT ON %s TO {OWNER}', relation);
        EXECUTE format('REVOKE ALL ON %s FROM PUBLIC', relation);
    END LOOP;
END $$""",  # noqa: S608 - a constant
        """has_table_privilege('pg_catalog.pg_class', 'SELECT')
        OR has_table_privilege('pg_catalog.pg_tables', 'SELECT')
        OR has_table_privilege('pg_catalog.pg_stat_user_tables', 'SELECT')
        OR has_table_privilege('information_schema.tables', 'SELECT')""",
    ),
    "statistics": Step(
        "taken the statistics and size functions from everybody",
        "One authority's login can read the row counts and sizes of another's tables, and who is connected.",
        _functions(
            "^pg_stat_get_|^pg_(relation|table|indexes|total_relation|database|tablespace)_size$"
            "|^pg_relation_file(node|path)$|^pg_filenode_relation$|^pg_lock_status$|^pg_prepared_xact$"
            "|^pg_partition_|^pg_get_replication_slots$"
        ),
        """has_function_privilege('pg_catalog.pg_stat_get_live_tuples(oid)', 'EXECUTE')
        OR has_function_privilege('pg_catalog.pg_total_relation_size(regclass)', 'EXECUTE')""",
    ),
    "definitions": Step(
        "taken the functions that describe objects from everybody",
        "One authority's login can read the definitions of another's tables, triggers and functions.",
        _functions("^pg_get_[a-z]*def|^pg_describe_object$|^pg_identify_object|^pg_get_object_address$"),
        "has_function_privilege('pg_catalog.pg_get_indexdef(oid)', 'EXECUTE')",
    ),
    "advisory_locks": Step(
        "taken advisory locks from everybody",
        "One authority's login can hold a lock that another waits for.",
        _functions("^pg_(try_)?advisory_", but="^pg_advisory_unlock_all$"),
        "has_function_privilege('pg_catalog.pg_advisory_lock(bigint)', 'EXECUTE')",
    ),
    "large_objects": Step(
        "taken large objects from everybody",
        "One authority's login can fill the disk outside its own tables.",
        _functions("^lo_|^loread$|^lowrite$"),
        "has_function_privilege('pg_catalog.lo_creat(integer)', 'EXECUTE')",
    ),
    "queries_in_functions": Step(
        "taken the functions that run a query given as text from everybody",
        "An injected expression, not only a whole statement, can run any query.",
        _functions("^(query|table|cursor|schema|database)_to_xml"),
        "has_function_privilege('pg_catalog.query_to_xml(text, boolean, boolean, text)', 'EXECUTE')",
    ),
    "languages": Step(
        "taken the procedural languages from everybody",
        "An injected DO block can run code in the database.",
        f"REVOKE USAGE ON LANGUAGE plpgsql, sql FROM PUBLIC; GRANT USAGE ON LANGUAGE plpgsql, sql TO {OWNER}",
        "has_language_privilege('plpgsql', 'USAGE')",
    ),
    "database": Step(
        "closed the database to everybody but the service's own logins",
        "Any login of the server can connect, and make temporary tables that hide real ones.",
        f"""
DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO {OWNER}, {PORTAL}, {PROVISIONER}, {NO_AUTHORITY}, {ANY_AUTHORITY}',
                   current_database());
END $$""",
        "has_database_privilege(current_database(), 'TEMP')",
    ),
    "other_databases": Step(
        "closed the server's other databases to everybody",
        "An authority's login can connect to a database in which none of these walls stand.",
        """
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT datname FROM pg_database WHERE datname IN ('postgres', 'template1') LOOP
        EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', name);
    END LOOP;
END $$""",
        "has_database_privilege('postgres', 'CONNECT')",
    ),
    "public_schema": Step(
        "closed the public schema to everybody but the portal",
        "An authority's login can see the names of the portal's tables, or make tables beside them.",
        f"REVOKE ALL ON SCHEMA public FROM PUBLIC; GRANT USAGE ON SCHEMA public TO {PORTAL}",
        "has_schema_privilege('public', 'CREATE')",
    ),
}


def apply_steps(cursor: Any) -> dict[str, str]:
    """Take every step with the administrator's cursor (autocommit). Returns what the server refused, by step."""
    import psycopg2

    refused = {}
    for name, step in STEPS.items():
        try:
            cursor.execute(step.apply)
        except psycopg2.Error as error:
            refused[name] = str(error).strip().splitlines()[0]
    return refused


def missing_steps(cursor: Any) -> set[str]:
    """Steps that have not been taken, as the login behind the cursor (none of the administrators') finds them."""
    missing = set()
    for name, step in STEPS.items():
        cursor.execute(f"SELECT {step.missing}")
        if cursor.fetchone()[0]:
            missing.add(name)
    return missing
