"""What somebody could try who can run any SQL as one authority's login, as the portal's, or as none.

Each is tried on the product's own logins, stacked behind a query of the product's as an injection would be. `{a}` is
the attacker's login, `{b}` another authority's; `{mark}` a word that stands in the other's rows, table names and the
portal's, and must never come back.
"""

from __future__ import annotations

from dataclasses import dataclass

REFUSED = "refused"  # the server must say no
HARMLESS = "harmless"  # may run, if it shows and changes nothing of anybody else's
ACCEPTED = "accepted"  # known to be possible and lived with: CONNECTIONS (v)


@dataclass(frozen=True, slots=True)
class Vector:
    group: str
    name: str
    sql: str
    expect: str = REFUSED
    after: str = ""  # asked on the same connection, must give true
    login: str = "{a}"
    alone: bool = False  # cannot run behind another statement: sent as the only one


def _refused(group: str, *pairs: tuple[str, str], login: str = "{a}", alone: bool = False) -> list[Vector]:
    return [Vector(group, name, sql, login=login, alone=alone) for name, sql in pairs]


STILL_A = "SELECT session_user = '{a}' AND current_user = '{a}'"

VECTORS: list[Vector] = [
    *_refused(
        "become another",
        ("SET ROLE to another authority", "SET ROLE {b}"),
        ("SET ROLE, then read", "RESET ROLE; SET ROLE {b}; SELECT name FROM {b}.tenancy_member"),
        ("SET ROLE to the owner", "SET ROLE backoffice_owner"),
        ("SET ROLE to the portal", "SET ROLE portal; SELECT password FROM public.tenants_user"),
        ("SET ROLE to the provisioner", "SET ROLE provisioner"),
        ("SET ROLE to the administrator", "SET ROLE postgres"),
        ("SET SESSION AUTHORIZATION", "SET SESSION AUTHORIZATION {b}"),
        ("SET LOCAL ROLE in a transaction", "BEGIN; SET LOCAL ROLE {b}; SELECT name FROM {b}.tenancy_member"),
        (
            "set_config of the role, and a query as text (the one that breached a shared login)",
            "SELECT set_config('role', '{b}', false),"
            " query_to_xml('SELECT name FROM {b}.tenancy_member', true, true, '')",
        ),
        ("set_config of session_authorization", "SELECT set_config('session_authorization', '{b}', false)"),
        ("GRANT oneself another's login", "GRANT {b} TO {a}"),
        ("GRANT oneself reading of all data", "GRANT pg_read_all_data TO {a}"),
        ("take over the owner's objects", "REASSIGN OWNED BY backoffice_owner TO {a}"),
    ),
    *_refused(
        "read another's",
        ("its table by name", "SELECT name FROM {b}.tenancy_member"),
        ("its history", "SELECT * FROM {b}.tenancy_memberevent"),
        ("its migrations", "SELECT * FROM {b}.django_migrations"),
        ("a table only it has", "SELECT * FROM {b}.{mark}"),
        ("through the search path", "SET search_path = {b}; SELECT name FROM tenancy_member"),
        (
            "through set_config of the search path",
            "SELECT set_config('search_path', '{b}', false); SELECT name FROM tenancy_member",
        ),
        ("through COPY TO", "COPY {b}.tenancy_member TO STDOUT"),
        ("through COPY of a query", "COPY (SELECT name FROM {b}.tenancy_member) TO STDOUT"),
        ("through EXPLAIN ANALYZE", "EXPLAIN ANALYZE SELECT name FROM {b}.tenancy_member"),
        (
            "through a cursor",
            "BEGIN; DECLARE c CURSOR FOR SELECT name FROM {b}.tenancy_member; FETCH ALL FROM c",
        ),
        ("through PREPARE", "PREPARE p AS SELECT name FROM {b}.tenancy_member; EXECUTE p"),
        (
            "through query_to_xml",
            "SELECT query_to_xml('SELECT name FROM {b}.tenancy_member', true, true, '')",
        ),
        ("through table_to_xml", "SELECT table_to_xml('{b}.tenancy_member', true, true, '')"),
        ("through schema_to_xml", "SELECT schema_to_xml('{b}', true, true, '')"),
        ("through database_to_xml", "SELECT database_to_xml(true, true, '')"),
        ("its sequence", "SELECT last_value FROM {b}.tenancy_member_id_seq"),
        ("its sequence, by function", "SELECT nextval('{b}.tenancy_member_id_seq')"),
        (
            "the value last drawn from its sequence",
            "SELECT pg_sequence_last_value('{b}.tenancy_member_id_seq'::regclass)",
        ),
        ("how many rows it has", "SELECT pg_stat_get_live_tuples({b_oid})"),
        ("how often it was written", "SELECT pg_stat_get_tuples_inserted({b_oid})"),
        ("how large its table is", "SELECT pg_total_relation_size({b_oid}::regclass)"),
        ("in which file it stands", "SELECT pg_relation_filepath({b_oid}::regclass)"),
        ("its table's definition", "SELECT pg_get_indexdef({b_index_oid})"),
        ("what an object number names", "SELECT pg_describe_object('pg_class'::regclass, {b_oid}, 0)"),
        ("what the planner thinks of it", "EXPLAIN SELECT * FROM {b}.tenancy_member"),
        ("a foreign key into it", "CREATE TABLE {a}.fk (id bigint REFERENCES {b}.tenancy_member)"),
        ("a view over it", "CREATE VIEW {a}.v AS SELECT * FROM {b}.tenancy_member"),
    ),
    *_refused(
        "read the portal's",
        ("identities and password hashes", "SELECT email, password FROM public.tenants_user"),
        ("sessions", "SELECT * FROM public.django_session"),
        ("memberships", "SELECT * FROM public.tenants_membership"),
        ("authorities", "SELECT * FROM public.tenants_authority"),
        ("second factors", "SELECT data FROM public.mfa_authenticator"),
        ("addresses", "SELECT * FROM public.account_emailaddress"),
        ("who signed in where", "SELECT * FROM public.usersessions_usersession"),
        ("the outbox", "SELECT * FROM public.tenants_outbox"),
        ("sign-in limits", "SELECT * FROM public.sign_in_limits"),
        ("password verifiers", "SELECT rolname, rolpassword FROM pg_authid"),
        ("password verifiers, by the view", "SELECT usename, passwd FROM pg_shadow"),
        ("the calling authority's row, by the inner function", "SELECT api.calling_authority()"),
    ),
    *_refused(
        "write another's",
        (
            "insert",
            "INSERT INTO {b}.tenancy_member (identity, name, email, state, roles, joined_on)"
            " VALUES (gen_random_uuid(), 'x', 'x@example.test', 'active', '{{}}', '2026-01-01')",
        ),
        ("update", "UPDATE {b}.tenancy_member SET name = 'x'"),
        ("delete", "DELETE FROM {b}.tenancy_member"),
        ("truncate", "TRUNCATE {b}.tenancy_member"),
        ("lock", "BEGIN; LOCK TABLE {b}.tenancy_member"),
        ("COPY FROM", "COPY {b}.tenancy_member FROM STDIN"),
        (
            "add oneself to memberships",
            "INSERT INTO public.tenants_membership (user_id, authority_id, roles, state)"
            " SELECT 1, 1, '{{auditor}}', 'active'",
        ),
        (
            "give oneself a session",
            "INSERT INTO public.django_session VALUES ('x', 'y', now() + interval '1 day')",
        ),
        ("change a password", "UPDATE public.tenants_user SET password = '!'"),
        (
            "put work in another's name in the outbox",
            "INSERT INTO public.tenants_outbox (authority_id, kind, ref) VALUES (1, 'job', '1')",
        ),
        ("roles of another's member", "SELECT api.set_roles('{b_identity}', '{{auditor}}')"),
        ("suspend another's member", "SELECT api.set_membership_state('{b_identity}', 'left')"),
        ("drop its schema", "DROP SCHEMA {b} CASCADE"),
        ("rename its schema", "ALTER SCHEMA {b} RENAME TO x"),
    ),
    *_refused(
        "change one's own walls",
        ("drop a table", "DROP TABLE {a}.tenancy_member"),
        ("truncate", "TRUNCATE {a}.tenancy_memberevent"),
        ("rewrite history", "UPDATE {a}.tenancy_memberevent SET name = 'x'"),
        ("delete history", "DELETE FROM {a}.tenancy_memberevent"),
        ("disable a trigger", "ALTER TABLE {a}.tenancy_member DISABLE TRIGGER ALL"),
        ("disable triggers for the session", "SET session_replication_role = replica"),
        ("drop a trigger", "DROP TRIGGER {a_trigger} ON {a}.tenancy_member"),
        ("drop a constraint", "ALTER TABLE {a}.tenancy_member DROP CONSTRAINT tenancy_member_state_known"),
        ("forget migrations", "DELETE FROM {a}.django_migrations"),
        ("a table in one's own schema", "CREATE TABLE {a}.x (id int)"),
        ("a table in public", "CREATE TABLE public.x (id int)"),
        ("a schema", "CREATE SCHEMA x"),
        ("a function", "CREATE FUNCTION {a}.f() RETURNS int LANGUAGE sql AS 'SELECT 1'"),
        ("a rule", "CREATE RULE r AS ON SELECT TO {a}.tenancy_member DO INSTEAD SELECT 1"),
        ("a temporary table that hides a real one", "CREATE TEMP TABLE tenancy_member (name text)"),
        ("SELECT INTO a temporary table", "SELECT 1 AS id INTO TEMP x"),
        ("become superuser", "ALTER ROLE {a} SUPERUSER"),
        ("pass row security", "ALTER ROLE {a} BYPASSRLS"),
        ("make a role", "CREATE ROLE x LOGIN"),
        ("change the database", "ALTER DATABASE {database} SET search_path = {b}"),
        ("rename oneself to another", "ALTER ROLE {a} RENAME TO a_other"),
        ("lift one's limit of connections", "ALTER ROLE {a} CONNECTION LIMIT 1000"),
        ("stop oneself expiring", "ALTER ROLE {a} VALID UNTIL 'infinity'"),
        ("another's password", "ALTER ROLE {b} PASSWORD 'x'"),
        ("another's settings", "ALTER ROLE {b} SET search_path = public"),
        ("the administrator's password", "ALTER ROLE postgres PASSWORD 'x'"),
        (
            "default privileges of the owner",
            "ALTER DEFAULT PRIVILEGES FOR ROLE backoffice_owner GRANT ALL ON TABLES TO {a}",
        ),
    ),
    *_refused(
        "run code, reach files and the network",
        ("a DO block", "DO $x$ BEGIN PERFORM 1; END $x$"),
        ("a program", "COPY (SELECT 1) TO PROGRAM 'id'"),
        ("output of a program", "COPY {a}.tenancy_member (name) FROM PROGRAM 'id'"),
        ("write a file", "COPY (SELECT 1) TO '/tmp/x'"),
        ("read a file", "COPY {a}.tenancy_member (name) FROM '/etc/passwd'"),
        ("pg_read_file", "SELECT pg_read_file('/etc/passwd')"),
        ("pg_read_binary_file", "SELECT pg_read_binary_file('PG_VERSION')"),
        ("pg_ls_dir", "SELECT pg_ls_dir('.')"),
        ("pg_stat_file", "SELECT pg_stat_file('PG_VERSION')"),
        ("LOAD a library", "LOAD 'dblink'"),
        ("an extension that connects", "CREATE EXTENSION dblink"),
        ("an extension that reads files", "CREATE EXTENSION file_fdw"),
        ("a foreign data wrapper", "CREATE FOREIGN DATA WRAPPER w"),
        ("a large object from a file", "SELECT lo_import('/etc/passwd')"),
        ("a large object", "SELECT lo_creat(-1)"),
        ("a large object from bytes", "SELECT lo_from_bytea(0, 'x')"),
        ("another's large object", "SELECT lo_get({b_large_object})"),
        ("a replication slot", "SELECT pg_create_logical_replication_slot('s', 'test_decoding')"),
        ("the host rules", "SELECT * FROM pg_hba_file_rules"),
        ("where the data are", "SHOW data_directory"),
        ("a language", "CREATE LANGUAGE l HANDLER plpgsql_call_handler"),
        ("reload the server", "SELECT pg_reload_conf()"),
    ),
    *_refused(
        "disturb another",
        ("end its connections", "SELECT pg_terminate_backend({b_pid})"),
        ("cancel its statements", "SELECT pg_cancel_backend({b_pid})"),
        ("see its connections", "SELECT * FROM pg_stat_activity"),
        ("see its connections, by function", "SELECT * FROM pg_stat_get_activity(NULL)"),
        ("see what is locked", "SELECT * FROM pg_lock_status()"),
        ("an advisory lock", "SELECT pg_advisory_lock(1)"),
        ("an advisory lock, tried", "SELECT pg_try_advisory_lock(1)"),
        ("an advisory lock for the transaction", "SELECT pg_advisory_xact_lock(1)"),
        ("a shared advisory lock", "SELECT pg_advisory_lock_shared(1)"),
        ("reset statistics", "SELECT pg_stat_reset()"),
        ("switch the log", "SELECT pg_switch_wal()"),
        ("log without end", "SET log_statement = 'all'"),
    ),
    *_refused(
        "by a statement of its own",
        ("make a database", "CREATE DATABASE x"),
        ("a subscription", "CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1' PUBLICATION p"),
        ("ALTER SYSTEM", "ALTER SYSTEM SET log_statement = 'all'"),
        ("a tablespace", "CREATE TABLESPACE x LOCATION '/tmp'"),
        ("drop the database", "DROP DATABASE postgres"),
        alone=True,
    ),
    *_refused(
        "bend one's own finance",
        ("a balance", "UPDATE finance_balance SET debit_pence = 0"),
        ("a snapshot of a closed month", "INSERT INTO finance_snapshot DEFAULT VALUES"),
        ("the head of the chain", "UPDATE finance_chainhead SET sequence = 0"),
        ("a posting taken back", "DELETE FROM finance_posting"),
        ("empty the ledger", "TRUNCATE finance_journalline CASCADE"),
        ("a journal that begins posted", "INSERT INTO finance_journal (state) VALUES ('posted')"),
        ("a period removed", "DELETE FROM finance_period"),
        ("a period that begins closed", "INSERT INTO finance_period (state) VALUES ('closed')"),
        ("a commitment taken back", "UPDATE finance_commitmententry SET amount_pence = 0"),
        ("a virement that begins agreed", "INSERT INTO finance_virement (state) VALUES ('approved')"),
        ("an agreement changed", "UPDATE finance_virementagreement SET basis = 'finance'"),
        ("a budget that begins approved", "INSERT INTO finance_budgetversion (state) VALUES ('approved')"),
        ("an approval limit removed", "DELETE FROM finance_approvallimit"),
        ("bank details in use at once", "INSERT INTO finance_supplierbankdetails (state) VALUES ('current')"),
        ("bank details removed", "DELETE FROM finance_supplierbankdetails"),
        (
            "a requisition that begins approved",
            "INSERT INTO finance_requisition (state) VALUES ('approved')",
        ),
        (
            "an order without a requisition",
            "INSERT INTO finance_purchaseorder (state, origin) VALUES ('issued', '')",
        ),
        ("a receipt changed", "UPDATE finance_receiptline SET quantity = 0"),
        ("an invoice removed", "DELETE FROM finance_invoice"),
        ("an exception of an invoice removed", "DELETE FROM finance_invoiceexception"),
        ("a payment run that begins approved", "INSERT INTO finance_paymentrun (state) VALUES ('approved')"),
        ("a payment removed", "DELETE FROM finance_payment"),
        ("a bank file removed", "DELETE FROM finance_paymentfile"),
        ("a statement's item changed", "UPDATE finance_statementitem SET amount_pence = 0"),
        ("a statement removed", "DELETE FROM finance_bankstatement"),
        ("a match removed", "DELETE FROM finance_bankmatch"),
        (
            "a reconciliation that begins signed",
            "INSERT INTO finance_reconciliation (state) VALUES ('signed')",
        ),
        ("a list of a reconciliation changed", "UPDATE finance_reconciliationitem SET amount_pence = 0"),
        ("a reopening that begins agreed", "INSERT INTO finance_reopening (state) VALUES ('agreed')"),
        ("an exception of a period removed", "DELETE FROM finance_periodexception"),
        (
            "a publication that begins published",
            "INSERT INTO finance_publication (state) VALUES ('published')",
        ),
        ("a publication removed", "DELETE FROM finance_publication"),
        ("a definer function, called", "SELECT finance_post()"),
        ("a definer function, given another path", "ALTER FUNCTION finance_post() RESET search_path"),
        ("a definer function of another", "SELECT {b}.finance_commit()"),
        (
            "what another has left of its budgets",
            "SELECT * FROM {b}.finance_budget_check('{{}}', '{{}}', '{{}}', '{{}}', false)",
        ),
        ("another's bank details", "SELECT account_number FROM {b}.finance_supplierbankdetails"),
        (
            "who may post, decided anew",
            "CREATE OR REPLACE FUNCTION finance_may_post(period bigint, maker bigint) RETURNS boolean"
            " LANGUAGE sql AS 'SELECT true'",
        ),
        ("a trigger of payments switched off", "ALTER TABLE finance_paymentitem DISABLE TRIGGER ALL"),
        ("a trigger of invoices dropped", "DROP TRIGGER finance_invoice_guard ON finance_invoice"),
        (
            "two people made one",
            "ALTER TABLE finance_paymentrun DROP CONSTRAINT finance_paymentrun_approved_by_another",
        ),
    ),
    # May run; each is followed by a look at what it did.
    Vector("harmless", "RESET ROLE", "RESET ROLE", HARMLESS, STILL_A),
    Vector("harmless", "SET ROLE NONE", "SET ROLE NONE", HARMLESS, STILL_A),
    Vector("harmless", "RESET SESSION AUTHORIZATION", "RESET SESSION AUTHORIZATION", HARMLESS, STILL_A),
    Vector("harmless", "DISCARD ALL", "DISCARD ALL", HARMLESS, "SELECT current_schema() = '{a}'", alone=True),
    Vector(
        "harmless", "SET ROLE to the group", "SET ROLE authority_any", HARMLESS, "SELECT session_user = '{a}'"
    ),
    Vector(
        "harmless",
        "enqueue as the group: stamped by the login all the same",
        "SET ROLE authority_any; SELECT api.enqueue('job', 'stacked')",
        HARMLESS,
    ),
    Vector("harmless", "set one's own role at the next sign-in", "ALTER ROLE {a} SET role = {b}", HARMLESS),
    Vector(
        "harmless",
        "poison one's own later connections",
        "ALTER ROLE {a} SET search_path = {b}; ALTER ROLE {a} SET statement_timeout = 0",
        HARMLESS,
    ),
    Vector(
        "harmless",
        "change one's own password: the provisioner sets it right",
        "ALTER ROLE {a} PASSWORD 'x'",
        HARMLESS,
    ),
    Vector("harmless", "give away one's own table", "GRANT SELECT ON {a}.tenancy_member TO {b}", HARMLESS),
    Vector("harmless", "DROP OWNED", "DROP OWNED BY {a}", HARMLESS),
    Vector(
        "harmless",
        "one's own default privileges",
        "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO {b}",
        HARMLESS,
    ),
    Vector(
        "harmless",
        "invite somebody known elsewhere: the name is not told",
        "SELECT * FROM api.invite('{b_email}', 'x', '{{auditor}}')",
        HARMLESS,
    ),
    Vector(
        "harmless", "tell what waits for another's member", "SELECT api.waiting('{b_identity}', 99)", HARMLESS
    ),
    Vector("harmless", "say another's work is done", "SELECT api.done('job', '{mark}')", HARMLESS),
    Vector(
        "harmless",
        "names that are resolved outside the definer functions",
        "SET search_path = {a}, pg_temp; SELECT api.enqueue('job', 'path')",
        HARMLESS,
    ),
    # As the portal's login.
    *_refused(
        "as the portal",
        ("an authority's table", "SELECT name FROM {b}.tenancy_member"),
        ("SET ROLE to an authority", "SET ROLE {b}"),
        (
            "a membership",
            "INSERT INTO public.tenants_membership (user_id, authority_id, roles, state)"
            " SELECT user_id, authority_id, '{{auditor}}', 'active' FROM public.tenants_membership",
        ),
        ("roles", "UPDATE public.tenants_membership SET roles = '{{auditor}}'"),
        (
            "an identity",
            "INSERT INTO public.tenants_user (identity, email, name, password, is_active) "
            "VALUES (gen_random_uuid(), 'x@example.test', 'x', '!', true)",
        ),
        ("an identity's address", "UPDATE public.tenants_user SET email = 'x@example.test'"),
        ("the service's administrator", "UPDATE public.tenants_user SET is_service_administrator = true"),
        ("remove an identity", "DELETE FROM public.tenants_user"),
        ("an authority's place", "UPDATE public.tenants_authority SET server = 'x'"),
        (
            "work in an authority's name",
            "INSERT INTO public.tenants_outbox (authority_id, kind, ref) VALUES (1, 'a', 'b')",
        ),
        ("the functions of authorities", "SELECT api.invite('x@example.test', 'x', '{{auditor}}')"),
        ("the template", "SELECT sql FROM public.tenants_schematemplate"),
        ("password verifiers", "SELECT rolpassword FROM pg_authid"),
        ("a table", "CREATE TABLE public.x (id int)"),
        ("a temporary table", "CREATE TEMP TABLE x (id int)"),
        ("query_to_xml", "SELECT query_to_xml('SELECT 1', true, true, '')"),
        login="portal",
    ),
    # With no authority set.
    *_refused(
        "as nobody",
        ("an authority's table", "SELECT name FROM {b}.tenancy_member"),
        ("identities", "SELECT * FROM public.tenants_user"),
        ("the functions of authorities", "SELECT api.enqueue('a', 'b')"),
        ("SET ROLE to an authority", "SET ROLE {b}"),
        ("a table", "CREATE TABLE public.x (id int)"),
        ("a temporary table", "CREATE TEMP TABLE x (id int)"),
        login="no_authority",
    ),
    # CONNECTIONS (v): possible, and lived with.
    Vector(
        "residual",
        "names of schemas and logins",
        "SELECT '{b}'::regnamespace, pg_get_userbyid({b_role_oid})",
        ACCEPTED,
    ),
    Vector("residual", "names of databases", "SELECT current_database()", ACCEPTED),
    Vector(
        "residual",
        "names of tables, one object number at a time (every authority's are the product's own)",
        "SELECT {b_product_oid}::regclass::text",
        ACCEPTED,
    ),
    Vector(
        "residual",
        "NOTIFY reaches other logins: nothing of the product listens",
        "NOTIFY gossip, 'x'",
        ACCEPTED,
    ),
    Vector(
        "residual",
        "statement_timeout switched off: load on the shared server",
        "SET statement_timeout = 0",
        ACCEPTED,
    ),
    Vector("residual", "work_mem raised: load on the shared server", "SET work_mem = '1GB'", ACCEPTED),
]
