"""The law of a tax year, loaded from `payroll/law`, typed, with the source of every value.

Files hold leaves `{value, source, verified, note}`; a value that changes inside the year is a list of
leaves with `starts_on` and `ends_before`. A leaf is addressed by its dotted path, such as
`income_tax.payment_limit`, so that a derivation can name the parameter and the document that sets it.
Loaded laws are cached: one object per tax year, stretch of days without a change and set of overrides.
"""

import hashlib
import os
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from payroll.rules.errors import LawError, UnknownTaxYear
from payroll.rules.money import Pence, pence, rate
from payroll.rules.periods import FREQUENCIES

LAW_DIR = Path(__file__).resolve().parent.parent / "law"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C where it was built: a tenth of the time

TABLES = ("rest_of_uk", "wales", "scotland")
NATIONS = ("england", "wales")
DEA_RATES = ("standard", "higher")
PLANS = ("1", "2", "4", "5")
UNLIMITED: Pence = 10**24


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value of the law on one day, with the title of the document that sets it."""

    path: str
    value: Any
    source: str
    verified: bool
    note: str = ""
    starts_on: date | None = None
    ends_before: date | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """An authority's own value for a leaf, from a day on, by a named person: police tiers, for example.

    `value` is the YAML text of the leaf's value, so that an override can be hashed and stored as it stands.
    """

    path: str
    value: str
    source: str
    starts_on: date
    by: str


@dataclass(frozen=True, slots=True, eq=False)
class PayeLaw:
    """Rates in millionths, amounts in pence."""

    bands: tuple[tuple[tuple[int, int], ...], ...]
    """By table (`TABLES`): (upper limit of yearly taxable pay in pence, rate)."""
    flat_rates: tuple[dict[str, int], ...]
    payment_limit: int
    free_pay_per_500_weekly: Pence
    free_pay_per_500_monthly: Pence
    emergency_code: str


@dataclass(frozen=True, slots=True)
class NationalInsuranceThresholds:
    """Pence, for one earnings period."""

    lower_earnings_limit: Pence
    secondary: Pence
    primary: Pence
    freeport_upper_secondary: Pence
    investment_zone_upper_secondary: Pence
    under_21_upper_secondary: Pence
    apprentice_upper_secondary: Pence
    veteran_upper_secondary: Pence
    upper_earnings_limit: Pence


@dataclass(frozen=True, slots=True)
class CategoryLetter:
    """Rates in millionths. `employer_from` names the threshold above which the employer pays."""

    letter: str
    who: str
    employee_main: int
    employee_upper: int
    employer_first: int
    employer_main: int
    employer_upper: int
    employer_from: str


@dataclass(frozen=True, slots=True, eq=False)
class NationalInsuranceLaw:
    thresholds: dict[str, NationalInsuranceThresholds]
    """By frequency, and `annual`."""
    letters: dict[str, CategoryLetter]
    drop_up_to: int
    director_weeks: int


@dataclass(frozen=True, slots=True)
class LoanPlan:
    threshold: Pence
    """For the year, in pence."""
    rate: int


@dataclass(frozen=True, slots=True, eq=False)
class StudentLoanLaw:
    plans: dict[str, LoanPlan]
    """Plans from which deductions are made in the year."""
    postgraduate: LoanPlan


@dataclass(frozen=True, slots=True, eq=False)
class SickPayLaw:
    flat_rate: Pence
    earnings_share: int | None
    lowest_earnings: Pence | None


@dataclass(frozen=True, slots=True, eq=False)
class PolicePensionLaw:
    tiers: tuple[tuple[Pence, int], ...]
    """(highest annual pay in pence, rate)."""
    employer_rate: int


@dataclass(frozen=True, slots=True, eq=False)
class LgpsLaw:
    bands: tuple[tuple[Pence, int, int], ...]
    """(highest annual pay in pence, main rate, 50/50 rate)."""


@dataclass(frozen=True, slots=True, eq=False)
class LevyLaw:
    rate: int
    annual_allowance: Pence


@dataclass(frozen=True, slots=True, eq=False)
class AttachmentLaw:
    council_tax: dict[tuple[str, str], tuple[tuple[Pence, int], ...]]
    """By (nation, weekly / monthly / daily): (highest net earnings in pence, per cent)."""
    fines: dict[str, tuple[tuple[Pence, int], ...]]
    direct_earnings: dict[tuple[str, str], tuple[tuple[Pence, int], ...]]
    direct_earnings_protected: int
    child_maintenance_protected: int
    employer_charge: Pence
    order_of_priority: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Law:
    """Everything the rules need for one tax year (and stretch of it)."""

    tax_year: str
    starts_on: date
    ends_on: date
    version: str
    """Tax year and the first twelve digits of the content's hash: what a stored payslip names."""
    leaves: Mapping[str, Leaf]
    paye: PayeLaw
    national_insurance: NationalInsuranceLaw
    student_loans: StudentLoanLaw
    sick_pay: SickPayLaw
    police_pension: PolicePensionLaw
    lgps: LgpsLaw
    levy: LevyLaw
    attachments: AttachmentLaw

    def leaf(self, path: str) -> Leaf:
        """The leaf at a dotted path. A path that does not exist raises LawError."""
        try:
            return self.leaves[path]
        except KeyError:
            raise LawError(f"The law of {self.tax_year} has no value {path}.") from None

    def unconfirmed(self) -> tuple[Leaf, ...]:
        """Values recalled or carried forward, which an authority has to confirm or override."""
        return tuple(leaf for leaf in self.leaves.values() if not leaf.verified)


class Document:
    """One YAML file of dated leaves."""

    def __init__(self, path: Path, overrides: tuple[Override, ...] = ()) -> None:
        self.path = path
        content = path.read_bytes()
        self.data: dict[str, Any] = yaml.load(content, Loader=LOADER)
        self.sources: dict[str, str] = self.data.get("sources", {})
        self.digest = hashlib.sha256(content + (repr(overrides).encode() if overrides else b"")).hexdigest()[
            :12
        ]
        self._leaves: dict[str, list[Leaf]] = {}
        for found in self._walk("", self.data):
            self._leaves.setdefault(found.path, []).append(found)
        for override in overrides:
            self._apply(override)
        for path_, dated in self._leaves.items():
            self._check_dates(path_, dated)
        self.changes: list[date] = sorted(
            {leaf.starts_on for dated in self._leaves.values() for leaf in dated if leaf.starts_on}
        )

    def at(self, on: date) -> dict[str, Leaf]:
        """The leaves in force on a day, by path, in the order of the file."""
        found = {}
        for path, dated in self._leaves.items():
            for leaf in dated:
                if (leaf.starts_on or date.min) <= on < (leaf.ends_before or date.max):
                    found[path] = leaf
        return found

    def _walk(self, prefix: str, node: object) -> Iterator[Leaf]:
        if isinstance(node, dict):
            if "value" in node:
                yield self._leaf(prefix, node)
                return
            for key, child in node.items():
                if prefix or key != "sources":
                    yield from self._walk(f"{prefix}.{key}" if prefix else str(key), child)
        elif isinstance(node, list):
            for child in node:
                if not (isinstance(child, dict) and "value" in child and "starts_on" in child):
                    raise LawError(
                        f"{self.path.name}: {prefix} is a list of something other than dated leaves."
                    )
                yield self._leaf(prefix, child)

    def _leaf(self, path: str, node: Mapping[str, Any]) -> Leaf:
        try:
            source = self.sources[node["source"]]
            verified = node["verified"]
        except KeyError as missing:
            raise LawError(f"{self.path.name}: {path} lacks {missing}, or names no known source.") from None
        return Leaf(
            path,
            node["value"],
            source,
            verified,
            node.get("note", ""),
            _day(node.get("starts_on")),
            _day(node.get("ends_before")),
        )

    def _apply(self, override: Override) -> None:
        if override.path not in self._leaves:
            raise LawError(f"{self.path.name} has no value {override.path} to override.")
        kept = []
        for leaf in self._leaves[override.path]:
            if (leaf.starts_on or date.min) < override.starts_on:
                ends = min(leaf.ends_before or date.max, override.starts_on)
                kept.append(
                    Leaf(leaf.path, leaf.value, leaf.source, leaf.verified, leaf.note, leaf.starts_on, ends)
                )
        value = yaml.safe_load(override.value)
        note = f"Set by {override.by}."
        kept.append(Leaf(override.path, value, override.source, True, note, override.starts_on))
        self._leaves[override.path] = kept

    def _check_dates(self, path: str, dated: list[Leaf]) -> None:
        for earlier, later in pairwise(dated):
            if (
                earlier.ends_before is None
                or later.starts_on is None
                or earlier.ends_before > later.starts_on
            ):
                raise LawError(f"{self.path.name}: two values of {path} are in force on the same day.")


def tax_years() -> tuple[str, ...]:
    """Tax years for which there is a legislation file, earliest first."""
    return tuple(sorted(path.stem for path in LAW_DIR.glob("????-??.yaml")))


def law_for(tax_year: str, on: date | None = None, overrides: tuple[Override, ...] = ()) -> Law:
    """The law of a tax year as it stands on a day of it (its first, if no day is given).

    Raises UnknownTaxYear where there is no file for the year.
    """
    document = _document(tax_year, overrides, str(LAW_DIR))
    position = (
        bisect_right(document.changes, on) if on else bisect_right(document.changes, document.data_starts)
    )
    return _law(tax_year, position, overrides, str(LAW_DIR))


class _YearDocument(Document):
    def __init__(self, path: Path, overrides: tuple[Override, ...]) -> None:
        super().__init__(path, overrides)
        self.data_starts = date.fromisoformat(self.data["starts_on"])
        self.data_ends = date.fromisoformat(self.data["ends_on"])


@lru_cache(maxsize=256)
def _document(tax_year: str, overrides: tuple[Override, ...], directory: str) -> _YearDocument:
    path = Path(directory) / f"{tax_year}.yaml"
    if os.sep in tax_year or not path.is_file():
        held = ", ".join(tax_years())
        raise UnknownTaxYear(f"There is no law for the tax year {tax_year!r}. Held: {held}.")
    return _YearDocument(path, overrides)


@lru_cache(maxsize=256)
def _law(tax_year: str, position: int, overrides: tuple[Override, ...], directory: str) -> Law:
    document = _document(tax_year, overrides, directory)
    on = document.changes[position - 1] if position else date.min
    on = max(on, document.data_starts)
    return _Reader(document.at(on)).law(
        tax_year, document.data_starts, document.data_ends, f"{tax_year}/{document.digest}"
    )


class _Reader:
    """Turns leaves into the typed law."""

    def __init__(self, leaves: Mapping[str, Leaf]) -> None:
        self.leaves = leaves

    def value(self, path: str) -> Any:
        try:
            return self.leaves[path].value
        except KeyError:
            raise LawError(f"The legislation file has no value {path}.") from None

    def keys(self, prefix: str) -> list[str]:
        start = f"{prefix}."
        names = dict.fromkeys(
            path[len(start) :].split(".")[0] for path in self.leaves if path.startswith(start)
        )
        return list(names)

    def law(self, tax_year: str, starts_on: date, ends_on: date, version: str) -> Law:
        return Law(
            tax_year=tax_year,
            starts_on=starts_on,
            ends_on=ends_on,
            version=version,
            leaves=self.leaves,
            paye=self.paye(),
            national_insurance=self.national_insurance(),
            student_loans=self.student_loans(),
            sick_pay=self.sick_pay(),
            police_pension=self.police_pension(),
            lgps=LgpsLaw(
                tuple((_limit(row), rate(row["main"]), rate(row["half"])) for row in self.value("lgps.bands"))
            ),
            levy=LevyLaw(
                rate(self.value("apprenticeship_levy.rate")),
                pence(self.value("apprenticeship_levy.annual_allowance")),
            ),
            attachments=self.attachments(),
        )

    def paye(self) -> PayeLaw:
        return PayeLaw(
            bands=tuple(
                tuple((_limit(row), rate(row["rate"])) for row in self.value(f"income_tax.bands.{table}"))
                for table in TABLES
            ),
            flat_rates=tuple(
                {code: rate(text) for code, text in self.value(f"income_tax.flat_rates.{table}").items()}
                for table in TABLES
            ),
            payment_limit=rate(self.value("income_tax.payment_limit")),
            free_pay_per_500_weekly=pence(self.value("income_tax.free_pay_per_500.weekly")),
            free_pay_per_500_monthly=pence(self.value("income_tax.free_pay_per_500.monthly")),
            emergency_code=self.value("income_tax.emergency_code"),
        )

    def national_insurance(self) -> NationalInsuranceLaw:
        names = tuple(NationalInsuranceThresholds.__dataclass_fields__)
        letters = {}
        for letter in self.keys("national_insurance.letters"):
            row = self.value(f"national_insurance.letters.{letter}")
            if row["employer_from"] not in (*names, "none"):
                raise LawError(f"Letter {letter}: {row['employer_from']} is not a threshold.")
            main, upper = map(rate, row["employee"])
            first, middle, top = map(rate, row["employer"])
            letters[letter] = CategoryLetter(
                letter, row["who"], main, upper, first, middle, top, row["employer_from"]
            )
        return NationalInsuranceLaw(
            thresholds={
                frequency: NationalInsuranceThresholds(
                    *(
                        pence(self.value(f"national_insurance.thresholds.{name}.{frequency}"))
                        for name in names
                    )
                )
                for frequency in (*FREQUENCIES, "annual")
            },
            letters=letters,
            drop_up_to=self.value("national_insurance.drop_up_to_third_decimal"),
            director_weeks=self.value("national_insurance.director_weeks"),
        )

    def student_loans(self) -> StudentLoanLaw:
        plans = {
            plan: LoanPlan(
                pence(self.value(f"student_loans.{plan}.threshold")),
                rate(self.value(f"student_loans.{plan}.rate")),
            )
            for plan in (*PLANS, "postgraduate")
            if self.value(f"student_loans.{plan}.threshold") is not None
        }
        postgraduate = plans.pop("postgraduate")
        return StudentLoanLaw(plans, postgraduate)

    def sick_pay(self) -> SickPayLaw:
        share, lowest = (
            self.value(f"statutory_sick_pay.{name}") for name in ("earnings_share", "lowest_earnings")
        )
        return SickPayLaw(
            pence(self.value("statutory_sick_pay.flat_rate")),
            None if share is None else rate(share),
            None if lowest is None else pence(lowest),
        )

    def police_pension(self) -> PolicePensionLaw:
        return PolicePensionLaw(
            tuple((_limit(row), rate(row["rate"])) for row in self.value("police_pension_2015.tiers")),
            rate(self.value("police_pension_2015.employer_rate")),
        )

    def attachments(self) -> AttachmentLaw:
        def table(path: str) -> tuple[tuple[Pence, int], ...]:
            return tuple((_limit(row), row["percent"]) for row in self.value(f"attachments.{path}"))

        return AttachmentLaw(
            council_tax={
                (nation, interval): table(f"council_tax.{nation}.{interval}")
                for nation in NATIONS
                for interval in self.keys(f"attachments.council_tax.{nation}")
            },
            fines={interval: table(f"fines.{interval}") for interval in self.keys("attachments.fines")},
            direct_earnings={
                (kind, interval): table(f"direct_earnings.{kind}.{interval}")
                for kind in DEA_RATES
                for interval in self.keys(f"attachments.direct_earnings.{kind}")
            },
            direct_earnings_protected=rate(self.value("attachments.direct_earnings_protected")),
            child_maintenance_protected=rate(self.value("attachments.child_maintenance_protected")),
            employer_charge=pence(self.value("attachments.employer_charge")),
            order_of_priority=tuple(self.value("attachments.order_of_priority")),
        )


def _limit(row: Mapping[str, Any]) -> Pence:
    """The highest amount in a band, in pence: `up_to` is in it, `below` is not, null has no end."""
    if "below" in row:
        return pence(row["below"]) - 1
    return UNLIMITED if row["up_to"] is None else pence(row["up_to"])


def _day(text: str | date | None) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else text


@lru_cache(maxsize=256)
def police_determinations(on: date) -> Mapping[str, Leaf]:
    """Rates and multipliers of police allowances and overtime in force on a day, by dotted path."""
    return _police_document().at(on)


@lru_cache(maxsize=1)
def _police_document() -> Document:
    return Document(LAW_DIR / "police.yaml")
