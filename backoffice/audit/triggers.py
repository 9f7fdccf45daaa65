"""The triggers behind the history: what writes it, and what keeps it from being rewritten.

They are pgtrigger's, so that makemigrations sees a changed model, but without its switch that lets any session turn
triggers off (`pgtrigger.ignore`): nothing an authority's login can set leaves a change out of the history.
"""

from __future__ import annotations

import pghistory.trigger
import pgtrigger
from django.db import models
from pgtrigger import compiler

INSERT_ONLY = "audit_history_insert_only"
SENTENCES = {
    INSERT_ONLY: (
        "History is never changed or removed.",
        "Correct the record itself; the history will show it.",
    )
}

# Who and why, as `@service` set it; a change made outside the product tells the database login instead.
CONTEXT = (
    "COALESCE(NULLIF(current_setting('backoffice.audit', true), '')::jsonb,"
    " jsonb_build_object('login', session_user))"
)


class AlwaysOn(compiler.UpsertTriggerSql):
    """SQL of a trigger that no session setting can switch off. Migrations refer to it: change it by adding a class."""

    def get_template(self) -> str:
        return """
            CREATE OR REPLACE FUNCTION {pgid}()
            RETURNS TRIGGER AS $$
                {declare}
                BEGIN
                    {func}
                END;
            $$ LANGUAGE plpgsql;

            DROP TRIGGER IF EXISTS {pgid} ON {table};
            CREATE {constraint} TRIGGER {pgid}
                {when} {operation} ON {table}
                {timing}
                {referencing}
                FOR EACH {level} {condition}
                EXECUTE PROCEDURE {execute};

            COMMENT ON TRIGGER {pgid} ON {table} IS '{hash}';
        """

    def get_defaults(self, pgid: str) -> dict[str, str]:
        return {**super().get_defaults(pgid), "ignore_func_name": ""}


class AlwaysOnTrigger(pgtrigger.Trigger):
    """A trigger no session can switch off; the base of every trigger a model declares here."""

    def compile(self, model: type[models.Model]) -> compiler.Trigger:
        return compiler.Trigger(
            name=self.name,
            sql=AlwaysOn(
                pgid=self.get_pgid(model),
                declare=self.render_declare(model),
                func=self.render_func(model),
                table=model._meta.db_table,
                when=self.when,
                operation=self.operation,
                level=self.level,
                condition=self.render_condition(model),
                execute=self.render_execute(model),
            ),
        )


class WriteHistory(AlwaysOnTrigger, pghistory.trigger.Event):
    """Writes one row of history for each row inserted, updated or deleted, COPY and bulk statements included."""

    def get_func(self, model: type[models.Model]) -> pgtrigger.Func:
        written: str = super().get_func(model).func
        theirs = "COALESCE(NULLIF(CURRENT_SETTING('pghistory.context_metadata', TRUE), ''), NULL)::JSONB"
        assert theirs in written, "pghistory writes its context in another way now"
        return pgtrigger.Func(written.replace(theirs, CONTEXT))


class InsertOnly(AlwaysOnTrigger):
    """History is added to, never changed: not by the authority's login, not by a service gone wrong."""

    name = "insert_only"
    when = pgtrigger.Before
    level = pgtrigger.Statement
    operation = pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate
    func = (
        "RAISE EXCEPTION 'history is insert-only'"
        f" USING ERRCODE = '23514', CONSTRAINT = '{INSERT_ONLY}', TABLE = TG_TABLE_NAME;"
    )
