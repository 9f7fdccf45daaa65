"""The groups of figures: what each needs, measures and has to reach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bench import exporting, lists, match, onboarding, payrun, payslip, posting, trial_balance
from bench.authorities import DEMONSTRATION, LARGE, LIST, SHORT_LIST, DataSet
from bench.ledgers import LEDGER, SHORT_LEDGER, LedgerSet


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    measure: Callable[[], Mapping[str, float]]
    needs: tuple[DataSet | LedgerSet, ...] = ()
    targets: Mapping[str, float] = field(default_factory=dict)
    """The most each figure may be; figures without one are told only."""
    scale: Mapping[str, int] = field(default_factory=dict)


GROUPS = {
    group.name: group
    for group in (
        Group(
            "onboarding",
            onboarding.measure,
            targets={"onboarding.schema_seconds": 1, "onboarding.authority_seconds": 60},
            scale={"onboarding_people": DEMONSTRATION.people},
        ),
        Group(
            "list",
            lists.measure,
            needs=(SHORT_LIST, LIST),
            targets={"list.queries": 12, "list.ratio_to_plain": 4, "list.growth_100x": 1.3},
            scale={"list_people": LIST.people, "list_page": lists.PAGE},
        ),
        Group(
            "payslip",
            payslip.measure,
            needs=(DEMONSTRATION,),
            targets={"payslip.pdf_ms": 12, "payslip.pdf_rss_growth_mb": 20},
            scale={"payslip_pdfs": DEMONSTRATION.people},
        ),
        Group(
            "payrun",
            payrun.measure,
            needs=(DEMONSTRATION, LARGE),
            targets={"payrun.ratio_to_copy": 10, "payrun.rss_growth_mb": 60},
            scale={"payrun_people": LARGE.people, "payrun_workers": payrun.WORKERS},
        ),
        Group(
            "match",
            match.measure,
            needs=(DEMONSTRATION,),
            targets={"match.queries_per_1000": 12},
            scale={"match_invoices": match.INVOICES, "match_chunk": match.CHUNK},
        ),
        Group(
            "tb",
            trial_balance.measure,
            needs=(SHORT_LEDGER, LEDGER),
            targets={"tb.ratio_to_aggregate": 1, "tb.growth_10x_history": 1.2},
            scale={"tb_lines": LEDGER.lines},
        ),
        Group(
            "posting",
            posting.measure,
            needs=(SHORT_LEDGER,),
            targets={"posting.bulk_ratio_to_copy": 8, "posting.single_ratio_to_insert": 4},
            scale={"posting_journals": posting.JOURNALS},
        ),
        Group(
            "export",
            exporting.measure,
            needs=(LEDGER,),
            targets={"export.csv_ratio_to_copy": 1.5, "export.xlsx_rss_mb": 200},
            scale={"export_rows": exporting.ROWS},
        ),
    )
}
