"""The fault table: what is broken, which tests break it, and why some rows do not run here."""

from __future__ import annotations

from dataclasses import dataclass

NOT_YET, CANNOT_RUN_HERE = "not yet", "cannot run here"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table. Without tests `why` is `not yet` or `cannot run here`, and `missing` says what is missing;
    with tests `missing` says what part of the row they leave out."""

    number: int
    fault: str
    tests: tuple[str, ...] = ()
    why: str = ""
    missing: str = ""


WORKERS, SERVERS, AT_ONCE = (
    f"tests/faults/test_{name}.py::" for name in ("killed_workers", "killed_servers", "at_once")
)
JOBS = "tests/kernel/test_jobs.py::"
KERNEL = "tests/kernel/test_faults.py::"
RACES = "tests/finance/test_races.py::"
PAYING = "tests/finance/payments/"
BUYING = "tests/finance/purchasing/"
BANK = "tests/finance/bank/"
INVOICES = "tests/finance/invoices/"
CHAIN = "tests/finance/test_chain.py::"
READING = "tests/kernel/test_reading_files.py::"
MONTH = f"{WORKERS}test_a_month_whose_workers_die_at_every_stage_is_the_month_undisturbed"
STAGE = f"{WORKERS}test_one_stage_and_the_whole_worker_with_it"
REDIS = f"{SERVERS}test_redis_killed_flushed_or_full_leaves_jobs_queued_and_the_sweep_starts_them"
ONCE = f"{AT_ONCE}test_two_who_do_the_same_thing_at_once_do_it_once"

TABLE = (
    Row(
        1,
        "A worker is killed at a stage of a pay run",
        (
            MONTH,
            STAGE,
            f"{JOBS}test_a_killed_worker_loses_and_doubles_nothing",
            f"{KERNEL}test_a_worker_killed_at_any_stage_of_a_job_doubles_no_chunk",
        ),
    ),
    Row(
        2,
        "A worker is killed while it writes the payment file",
        (
            MONTH,
            f"{STAGE}[file]",
            f"{PAYING}test_faults.py::test_a_worker_killed_at_any_stage_pays_once_with_the_same_file",
        ),
    ),
    Row(
        3,
        "The web is killed after the commit, before its answer",
        (
            f"{SERVERS}test_the_web_killed_after_the_commit_gives_its_first_answer_when_asked_again",
            f"{KERNEL}test_an_answer_lost_with_the_web_process_is_given_again",
        ),
    ),
    Row(
        4,
        "PostgreSQL is killed during a chunk, a posting, a close, an import",
        (
            f"{SERVERS}test_postgresql_killed_while_calculating_and_posting_loses_nothing",
            f"{SERVERS}test_postgresql_killed_while_loading_and_closing_leaves_all_or_nothing",
            f"{SERVERS}test_postgresql_killed_at_any_moment",
            f"{RACES}test_a_session_that_dies_while_posting_leaves_nothing",
            "tests/launcher/test_services.py::test_after_a_kill_of_both_servers_a_start_recovers_what_was_committed",
        ),
    ),
    Row(
        5,
        "Killed while a period is closed",
        (f"{WORKERS}test_a_close_cut_short_is_closed_with_its_checkpoint_or_open",),
    ),
    Row(
        6,
        "Killed while a file is loaded",
        (
            f"{WORKERS}test_a_load_cut_short_leaves_nothing_and_is_repeated",
            f"{KERNEL}test_a_worker_killed_while_loading_leaves_nothing_and_the_load_can_be_repeated",
        ),
    ),
    Row(
        7,
        "The disk is full",
        (f"{AT_ONCE}test_a_bank_file_that_finds_the_disk_full_is_written_when_there_is_room",),
        missing="files only: a full disk under tables and WAL needs a small file system to mount",
    ),
    Row(8, "Redis is killed, flushed or full", (REDIS,)),
    Row(
        9,
        "The clock jumps",
        (f"{AT_ONCE}test_a_worker_with_a_wrong_clock_pays_the_same_and_steals_no_job",),
        missing="the process's own clock; PostgreSQL's needs libfaketime",
    ),
    Row(
        10,
        "A message comes twice, fifty times, or after success",
        (
            f"{SERVERS}test_a_message_that_comes_fifty_times_and_again_afterwards_has_one_effect",
            f"{JOBS}test_fifty_messages_do_the_work_once",
            f"{JOBS}test_a_message_while_another_worker_holds_the_job_does_nothing",
            f"{JOBS}test_a_worker_that_lost_its_lease_can_write_nothing_more",
        ),
    ),
    Row(
        11,
        "A message is lost",
        (REDIS, "tests/tenancy/test_tasks.py::test_the_sweep_sends_again_what_is_due_until_it_is_done"),
    ),
    Row(
        12,
        "A message names no authority, or one that is not there",
        (
            f"{SERVERS}test_a_message_for_no_authority_is_put_aside_and_the_worker_goes_on",
            "tests/tenancy/test_tasks.py::test_a_message_without_a_known_authority_raises_and_no_statement_is_made",
        ),
    ),
    Row(
        13,
        "Two do the same thing at once",
        (
            ONCE,
            f"{KERNEL}test_two_deciding_at_once_one_wins_and_the_other_is_told",
            f"{RACES}test_two_approvers_at_once_post_one_journal",
            f"{PAYING}test_faults.py::test_two_who_pay_a_run_at_once_pay_it_once",
            f"{BUYING}test_races.py::test_of_many_approvers_at_once_one_decides",
            f"{BUYING}test_races.py::test_what_was_ordered_is_received_once_however_many_record_it",
            "tests/finance/test_insiders.py::"
            "test_two_receipts_at_once_are_not_each_held_against_what_was_there_before_both",
        ),
    ),
    Row(
        14,
        "Who made it approves it, by whatever way",
        (
            "tests/payroll/test_integrity.py::test_the_maker_cannot_approve_by_any_way",
            "tests/kernel/test_approvals.py::test_nobody_decides_on_their_own_work_by_any_role",
            "tests/kernel/test_approvals.py::test_a_request_cannot_be_bent_until_its_maker_may_decide",
            "tests/finance/test_integrity.py::test_the_maker_cannot_approve",
            f"{PAYING}test_attacks.py::"
            "test_who_made_a_run_cannot_approve_it_by_another_tab_a_delegation_or_a_role_gained",
            f"{BUYING}test_screens.py::test_own_work_is_approved_by_somebody_else",
            f"{INVOICES}test_matching.py::"
            "test_an_invoice_without_an_order_needs_an_approver_within_limit_who_did_not_enter_it",
            f"{BANK}test_matching.py::test_whoever_prepared_cannot_sign_and_what_has_changed_is_not_signed",
            "tests/finance/test_insiders.py::test_nobodys_own_invoice_agrees_by_the_tolerance_they_set",
            "tests/finance/test_insiders.py::test_what_one_person_takes_on_is_not_paid_on_that_persons_word",
        ),
    ),
    Row(
        15,
        "Deadlock",
        (
            f"{RACES}test_posters_that_touch_accounts_in_opposite_order_do_not_deadlock",
            f"{AT_ONCE}test_a_deadlock_is_tried_again_once_and_then_told_in_words",
        ),
    ),
    Row(
        16,
        "A close races posters, and orders race for a budget",
        (
            f"{RACES}test_a_close_lets_posters_finish_and_nobody_in_afterwards",
            f"{RACES}test_a_line_written_while_its_journal_is_posted_waits_and_is_refused",
            f"{RACES}test_an_old_snapshot_can_neither_post_nor_add_lines",
            "tests/finance/budgets/test_last_pound.py::"
            "test_hundreds_of_approvals_at_once_spend_each_pound_once",
        ),
    ),
    Row(
        17,
        "A migration fails at one authority",
        (
            "tests/tenancy/test_migrating.py::"
            "test_a_migration_that_fails_leaves_that_authority_whole_as_it_was_and_goes_on_when_mended",
            "tests/tenancy/test_migrating.py::test_it_stops_at_the_failure_and_says_how_far_it_came",
        ),
    ),
    Row(
        18,
        "A migration waits behind a long read",
        (
            "tests/tenancy/test_migrating.py::"
            "test_a_migration_waits_briefly_for_a_long_read_and_never_queues_the_site_behind_it",
        ),
    ),
    Row(
        19,
        "One authority, or all, are restored",
        (f"{AT_ONCE}test_one_authority_and_all_come_back_as_they_were", "tests/tenancy/test_backup.py"),
    ),
    Row(
        20,
        "Point in time",
        why=NOT_YET,
        missing="archived WAL, from which a server could be brought to a moment",
    ),
    Row(21, "A replica lags, the primary is lost", why=NOT_YET, missing="a replica"),
    Row(
        22,
        "Poisoned files",
        tuple(
            READING + name
            for name in (
                "test_a_nul_a_formula_and_an_endless_cell_are_told_by_row",
                "test_a_row_in_another_encoding_is_told_and_the_others_are_read",
                "test_a_10_mb_cell_stays_within_200_mb_of_memory",
                "test_an_entity_bomb_in_a_workbook_is_refused",
                "test_any_bytes_at_all_are_read_or_refused",
            )
        )
        + (
            f"{BANK}test_statements.py::test_bad_files_are_refused_in_words_and_leave_nothing",
            f"{BANK}test_statements.py::test_files_that_are_only_large_stay_within_200_mb_of_memory",
            f"{INVOICES}test_rules.py::test_what_could_hide_something_or_does_not_add_up_is_refused_in_words",
            f"{INVOICES}test_rules.py::test_a_file_cut_or_scribbled_on_is_read_or_refused_and_nothing_else",
            "tests/finance/test_insiders.py::"
            "test_an_electronic_invoice_that_is_only_large_is_refused_while_it_is_read",
        ),
    ),
    Row(
        23,
        "Zip bombs",
        tuple(
            READING + name
            for name in (
                "test_a_zip_bomb_is_refused_before_it_is_expanded",
                "test_an_archive_with_traversing_names_is_refused",
                "test_an_archive_that_is_no_workbook_is_refused",
            )
        ),
    ),
    Row(
        24,
        "Huge uploads and slow senders",
        why=CANNOT_RUN_HERE,
        missing="a proxy in front, which takes in slow and large requests",
    ),
    Row(
        25,
        "Query storms",
        (
            "tests/tenancy/test_unavailable.py::test_a_statement_that_took_too_long_is_a_fault",
            "tests/kernel/test_exports.py::test_memory_does_not_grow_with_the_rows",
            "tests/finance/test_screens.py::test_a_page_asks_as_often_for_many_rows_as_for_few",
            "tests/finance/budgets/test_budgets.py::test_positions_are_one_statement_however_many_cost_centres",
            f"{INVOICES}test_matching.py::test_matching_takes_as_many_queries_for_many_as_for_few",
        ),
        missing="what a page of 50 asks of 100,000 is measured by make bench",
    ),
    Row(
        26,
        "No connection is left; a pooler that swallows settings",
        (
            f"{SERVERS}test_with_no_connection_left_callers_are_told_to_come_back_and_are_then_served",
            "tests/tenancy/test_unavailable.py",
        ),
    ),
    Row(
        27,
        "History cannot be written; numbers pass 2^31",
        (
            f"{AT_ONCE}test_a_history_that_cannot_be_written_refuses_the_import_that_needs_it",
            f"{AT_ONCE}test_a_month_is_paid_with_numbers_past_the_end_of_32_bits",
            "tests/kernel/test_audit.py::test_a_history_that_cannot_be_written_refuses_the_change",
            "tests/kernel/test_audit.py::test_every_history_has_ids_that_do_not_run_out",
        ),
    ),
    Row(
        28,
        "A posted journal is bent, a guard dropped",
        (
            f"{AT_ONCE}test_what_was_bent_in_the_ledger_is_named_and_readiness_goes_red",
            f"{CHAIN}test_what_an_administrator_bends_is_found",
            f"{CHAIN}test_a_journal_that_is_missing_is_noticed",
            f"{CHAIN}test_an_export_that_was_changed_names_the_first_bad_journal",
            f"{CHAIN}test_a_guard_that_was_dropped_is_noticed",
            "tests/finance/close/test_closed_in_every_way.py::test_a_guard_of_periods_that_was_dropped_is_noticed",
            f"{CHAIN}test_readiness_goes_red_when_a_ledger_was_bent_and_says_which",
        ),
    ),
    Row(
        29,
        "A deployment while jobs run",
        (f"{WORKERS}test_a_deployment_drains_the_worker_and_the_next_release_goes_on",),
    ),
    Row(30, "A bank's or HMRC's address fails", why=NOT_YET, missing="filing and payment by network"),
)

# What `make test` runs at least.
AT_LEAST = {1, 2, 3, 4, 6, 8, 10, 11, 12, 13, 15, 19, 22, 23, 27, 28}
