"""Whether the ledger is as it was posted: the chain, the running totals, the numbers."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import IntegrityError, ProgrammingError, connection, transaction

from finance.rules.chain import Fault, from_export, verify

BATCH = 2000

_EXPORT = """
    SELECT json_build_object(
        'sequence', j.sequence, 'number', j.number, 'dated_on', j.dated_on, 'period', p.code,
        'description', j.description, 'source_kind', j.source_kind, 'source_id', j.source_id, 'key', j.key,
        'reverses', r.number, 'made_by', j.made_by_id, 'approved_by', j.approved_by_id,
        'posted_at', to_char(j.posted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
        'hash', encode(j.hash, 'hex'), 'previous_hash', encode(j.previous_hash, 'hex'),
        'lines', coalesce((
            SELECT json_agg(
                CASE WHEN pr.id IS NULL
                    THEN json_build_array(l.number, a.code, c.code, o.code, l.amount_pence, l.memo)
                    ELSE json_build_array(l.number, a.code, c.code, o.code, l.amount_pence, l.memo, pr.code)
                END ORDER BY l.number)
            FROM finance_journalline l
            LEFT JOIN finance_account a ON a.id = l.account_id
            LEFT JOIN finance_costcentre c ON c.id = l.cost_centre_id
            LEFT JOIN finance_objective o ON o.id = l.objective_id
            LEFT JOIN finance_project pr ON pr.id = l.project_id
            WHERE l.journal_id = j.id), '[]'::json)
    )::text, j.sequence
    FROM finance_journal j
    JOIN finance_period p ON p.id = j.period_id
    LEFT JOIN finance_journal r ON r.id = j.reverses_id
    WHERE j.state = 'posted' AND j.sequence > %s ORDER BY j.sequence LIMIT %s
"""

_DIFFERENCES = """
    SELECT p.code, a.code, c.code, o.code, pr.code, coalesce(l.debit, 0) - coalesce(b.debit_pence, 0),
        coalesce(l.credit, 0) - coalesce(b.credit_pence, 0), coalesce(l.lines, 0) - coalesce(b.line_count, 0)
    FROM (
        SELECT j.period_id, l.account_id, l.cost_centre_id, l.objective_id, l.project_id,
            coalesce(sum(l.amount_pence) FILTER (WHERE l.amount_pence > 0), 0) AS debit,
            coalesce(-sum(l.amount_pence) FILTER (WHERE l.amount_pence < 0), 0) AS credit, count(*) AS lines
        FROM finance_journalline l JOIN finance_journal j ON j.id = l.journal_id
        WHERE j.state = 'posted' GROUP BY 1, 2, 3, 4, 5
    ) l
    FULL JOIN finance_balance b ON (b.period_id, b.account_id, coalesce(b.cost_centre_id, 0),
                                    coalesce(b.objective_id, 0), coalesce(b.project_id, 0))
        = (l.period_id, l.account_id, coalesce(l.cost_centre_id, 0), coalesce(l.objective_id, 0),
           coalesce(l.project_id, 0))
    LEFT JOIN finance_period p ON p.id = coalesce(l.period_id, b.period_id)
    LEFT JOIN finance_account a ON a.id = coalesce(l.account_id, b.account_id)
    LEFT JOIN finance_costcentre c ON c.id = coalesce(l.cost_centre_id, b.cost_centre_id)
    LEFT JOIN finance_objective o ON o.id = coalesce(l.objective_id, b.objective_id)
    LEFT JOIN finance_project pr ON pr.id = coalesce(l.project_id, b.project_id)
    WHERE l.debit IS DISTINCT FROM b.debit_pence OR l.credit IS DISTINCT FROM b.credit_pence
        OR l.lines IS DISTINCT FROM b.line_count
    ORDER BY 1, 2, 3, 4, 5
"""

_SNAPSHOT_DIFFERENCES = """
    WITH taken AS (
        SELECT id, code, starts_on, financial_year FROM finance_period
        WHERE id IN (SELECT period_id FROM finance_snapshot)
    ), sums AS (
        SELECT t.id AS period_id, b.account_id, b.cost_centre_id, sum(b.debit_pence - b.credit_pence) AS pence,
            sum(b.debit_pence - b.credit_pence) FILTER (WHERE p.financial_year = t.financial_year) AS of_year
        FROM taken t JOIN finance_period p ON p.starts_on <= t.starts_on
        JOIN finance_balance b ON b.period_id = p.id GROUP BY 1, 2, 3
    )
    SELECT p.code, a.code, c.code, coalesce(sums.pence, 0) - coalesce(s.balance_pence, 0),
        coalesce(sums.of_year, 0) - coalesce(s.year_pence, 0)
    FROM sums FULL JOIN finance_snapshot s ON (s.period_id, s.account_id, coalesce(s.cost_centre_id, 0))
        = (sums.period_id, sums.account_id, coalesce(sums.cost_centre_id, 0))
    LEFT JOIN finance_period p ON p.id = coalesce(sums.period_id, s.period_id)
    LEFT JOIN finance_account a ON a.id = coalesce(sums.account_id, s.account_id)
    LEFT JOIN finance_costcentre c ON c.id = coalesce(sums.cost_centre_id, s.cost_centre_id)
    WHERE coalesce(sums.pence, 0) <> coalesce(s.balance_pence, 0)
        OR coalesce(sums.of_year, 0) <> coalesce(s.year_pence, 0)
    ORDER BY 1, 2, 3
"""

_SNAPSHOT_TOO_EARLY = """
    SELECT DISTINCT p.code FROM finance_snapshot s JOIN finance_period p ON p.id = s.period_id
    JOIN finance_period e ON e.starts_on <= p.starts_on AND e.state NOT IN ('closed', 'locked') ORDER BY 1
"""


def export_chain(*, after: int = 0) -> Iterator[str]:
    """Every posted journal with its lines, as a JSON object a line, in order: all that a verifier needs."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_EXPORT, [after, BATCH])
            rows = cursor.fetchall()
        if not rows:
            return
        for text, sequence in rows:
            yield text
            after = sequence


def chain_head() -> tuple[int, str] | None:
    """Sequence and hash of the last posted journal, as posting left them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequence, encode(hash, 'hex') FROM finance_chainhead")
        head: tuple[int, str] | None = cursor.fetchone()
        return head


_FORBIDDEN = {
    "finance_line_update": (
        "UPDATE finance_journalline SET memo = memo WHERE journal_id ="
        " (SELECT id FROM finance_journal WHERE sequence = 1)"
    ),
    "finance_line_delete": (
        "DELETE FROM finance_journalline WHERE journal_id = (SELECT id FROM finance_journal WHERE sequence = 1)"
    ),
    "finance_journal_frozen_update": "UPDATE finance_journal SET description = description WHERE sequence = 1",
    "finance_posting_kept": "DELETE FROM finance_posting WHERE journal_id = -1",
    "finance_journal_posted_by_posting": (
        "UPDATE finance_journal SET state = 'posted' WHERE id ="
        " (SELECT id FROM finance_journal WHERE state <> 'posted' ORDER BY id LIMIT 1)"
    ),
    "finance_period_moves": (  # passing over one that is being moved or posted into
        "UPDATE finance_period SET state = CASE state WHEN 'locked' THEN 'closed' ELSE 'open' END WHERE id ="
        " (SELECT id FROM finance_period p WHERE state <> 'open' AND NOT EXISTS (SELECT FROM finance_reopening r"
        " WHERE r.period_id = p.id AND r.state = 'agreed' AND r.opened_at IS NULL)"
        " ORDER BY id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED)"
    ),
}


def missing_guards() -> list[str]:
    """Guards of posted journals that no longer refuse: each is tried, as the login, and taken back.

    The catalogue would tell, but the login may not read it. A ledger with nothing in it tells nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM finance_journal WHERE sequence = 1")
        if cursor.fetchone() is None:
            return []
    missing = []
    for name, statement in _FORBIDDEN.items():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
                missing += [name] if cursor.rowcount else []
                transaction.set_rollback(True)
        except (
            IntegrityError,
            ProgrammingError,
        ):  # refused by the trigger, or before it for want of the right
            continue
    return missing


def verify_chain() -> Fault | None:
    """Recompute the hash of every posted journal; the first that is wrong, or None.

    Checks the order, the links, sums, the checkpoints of closed periods and that the head says the same. Reads the whole
    ledger in batches.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT checkpoint_sequence, encode(checkpoint_hash, 'hex') FROM finance_period"
            " WHERE checkpoint_sequence IS NOT NULL"
        )
        checkpoints = cursor.fetchall()
    head = chain_head()
    if head is None:
        return Fault(number="", what="the head of the chain is lost")
    return verify(from_export(export_chain()), checkpoints=[*checkpoints, head])


def balance_differences() -> list[str]:
    """Running totals that are not the sum of their lines, in words; empty when all are. One query over all lines."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENCES)
        return [
            f"{period} {account} {cost_centre or '-'} {objective or '-'} {project or '-'}: debits differ by {debit},"
            f" credits by {credit} pence, lines by {lines}"
            for period, account, cost_centre, objective, project, debit, credit, lines in cursor.fetchall()
        ]


def snapshot_differences() -> list[str]:
    """What was kept at the close of periods and is not the sum of the running totals; empty when all is. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_SNAPSHOT_DIFFERENCES)
        found = [
            f"what {period} closed with on {account} {cost_centre or '-'} differs by {pence} pence, by {year} for its year"
            for period, account, cost_centre, pence, year in cursor.fetchall()
        ]
        cursor.execute(_SNAPSHOT_TOO_EARLY)
        return found + [
            f"what {period} closed with is kept though a period up to it is open"
            for (period,) in cursor.fetchall()
        ]


def ledger_problems() -> list[str]:
    """All that is wrong with the books, in words; empty when nothing is. Reads the whole ledger: for jobs and tests."""
    fault = verify_chain()
    found = [f"{fault.number} {fault.what}".strip()] if fault else []
    found += [f"the guard {name} is gone" for name in missing_guards()]
    return found + balance_differences() + snapshot_differences()
