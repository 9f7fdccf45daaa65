"""Income tax by the PAYE tax table routine.

Law: Income Tax (PAYE) Regulations 2003 (SI 2003/2682) regs 21 to 37; rounding as HMRC's specification for
PAYE tax table routines says. The sums are in whole ten-thousandths of a pound: the routine drops what is
after the fourth decimal.

Rules and their inputs, in order:

- `paye.cumulative`: table, kind, number, suffix (see `tax_code.TaxCode`), frequency, period, taxable pay,
  payrolled benefits in it, pay before, tax before (both year to date, the previous employment's
  included);
- `paye.week1_month1`: table, kind, number, suffix, frequency, period, taxable pay, payrolled benefits in it.
"""

from functools import lru_cache

from payroll.rules.errors import CannotCalculate
from payroll.rules.explanation import Explanation, Workings
from payroll.rules.law import TABLES, UNLIMITED, Law, PayeLaw
from payroll.rules.money import MILLION, Pence, exact_words, percent, up, words
from payroll.rules.periods import FREQUENCY_WORDS, MONTHLY, WEEKS_OF
from payroll.rules.tax_code import FLAT, NO_TAX, SUFFIX, TaxCode, code_words, flat_name, parse_tax_code
from payroll.rules.tax_code import K as ADDITIONAL

CUMULATIVE = "cumulative"
WEEK1_MONTH1 = "week1_month1"
BASES = (CUMULATIVE, WEEK1_MONTH1)
RULES = {CUMULATIVE: "paye.cumulative", WEEK1_MONTH1: "paye.week1_month1"}
PROVISION = "Income Tax (PAYE) Regulations 2003 (SI 2003/2682), regs 23 and 26 to 28; HMRC tax table routines"

TEN_THOUSAND = 10_000


@lru_cache(maxsize=4096)
def thresholds(law: PayeLaw, table: int, periods: int, n: int) -> tuple[tuple[int, int, int, int], ...]:
    """The bands for `n` of `periods` in the year: (v, c below, k below, rate).

    `v` is in pence; c and k in ten-thousandths of a pound; the rate in millionths.
    """
    rows = []
    c_below = k_below = full_tax = below = 0
    for limit, rate in law.bands[table]:
        if limit == UNLIMITED:
            rows.append((UNLIMITED, c_below, k_below, rate))
            break
        c = limit * 100 * n // periods
        rows.append((up(c, TEN_THOUSAND) * 100, c_below, k_below, rate))
        full_tax += (limit - below) * rate
        k_below = full_tax * 100 * n // (periods * MILLION)
        c_below, below = c, limit
    return tuple(rows)


@lru_cache(maxsize=65536)
def free_pay(law: PayeLaw, number: int, periods: int) -> Pence:
    """Free (or additional) pay of period 1 for the number of a code."""
    if not number:
        return 0
    q, r = divmod(number - 1, 500)
    adjustment = law.free_pay_per_500_monthly if periods == 12 else law.free_pay_per_500_weekly
    return up(((r + 1) * 10 + 9) * 100, periods) + q * adjustment


def tax_to_date(law: PayeLaw, code: TaxCode, periods: int, n: int, pay_to_date: Pence) -> Pence:
    """Tax due on the pay of `n` periods."""
    table, kind, number, _ = code
    if kind == FLAT:
        if pay_to_date <= 0:
            return 0
        return pay_to_date // 100 * law.flat_rates[table][flat_name(number)] // TEN_THOUSAND
    if kind == NO_TAX:
        return 0
    free = free_pay(law, number, periods) * n
    u = pay_to_date - free if kind == SUFFIX else pay_to_date + free
    if u <= 0:
        return 0
    for v, c_below, k_below, rate in thresholds(law, table, periods, n):
        if u <= v:
            return (k_below + (u // 100 * TEN_THOUSAND - c_below) * rate // MILLION) // 100
    raise AssertionError("the last band has no end")


def period_numbers(frequency: int, period: int, basis: str) -> tuple[int, int, bool]:
    """(periods in the year, n, cumulative?) of a pay day. A period that cannot be raises CannotCalculate."""
    if basis not in RULES:
        raise CannotCalculate(
            "unknown_basis", f"{basis!r} is not a basis. Use cumulative or week1_month1.", "basis"
        )
    cumulative = basis == CUMULATIVE
    if frequency == MONTHLY:
        if not 1 <= period <= 12:
            raise CannotCalculate(
                "bad_period", f"{period} is not a tax month: they run from 1 to 12.", "period"
            )
        return 12, period if cumulative else 1, cumulative
    if not 1 <= period <= 52:
        if not 53 <= period <= 56:
            raise CannotCalculate(
                "bad_period", f"{period} is not a tax week of this pay frequency.", "period"
            )
        cumulative = False
    return 52, period if cumulative else WEEKS_OF[frequency], cumulative


def tax_due(
    law: PayeLaw,
    code: TaxCode,
    frequency: int,
    period: int,
    basis: str,
    pay: Pence,
    benefits: Pence = 0,
    pay_before: Pence = 0,
    tax_before: Pence = 0,
) -> Pence:
    """Tax of this payment, negative for a refund. `pay` is taxable pay, payrolled benefits included."""
    periods, n, cumulative = period_numbers(frequency, period, basis)
    if cumulative:
        due = tax_to_date(law, code, periods, n, pay + pay_before) - tax_before
    else:
        due = tax_to_date(law, code, periods, n, pay)
    if due <= 0:
        return due
    return min(due, max(0, (pay - benefits) * law.payment_limit // MILLION))


def paye(
    *,
    tax_code: str,
    basis: str,
    frequency: int,
    period: int,
    pay: Pence,
    law: Law,
    benefits: Pence = 0,
    pay_before: Pence = 0,
    tax_before: Pence = 0,
) -> Pence:
    """Tax of one payment, from the code as written. Raises CannotCalculate."""
    code = parse_tax_code(tax_code)
    return tax_due(law.paye, code, frequency, period, basis, pay, benefits, pay_before, tax_before)


def explain_paye(rule: str, inputs: tuple[int, ...], law: Law) -> Explanation:
    """The tax step by step, as the routine takes them."""
    table, kind, number, suffix, frequency, period, pay, benefits, *before = inputs
    pay_before, tax_before = before or (0, 0)
    code = TaxCode(table, kind, number, suffix)
    basis = CUMULATIVE if rule == RULES[CUMULATIVE] else WEEK1_MONTH1
    periods, n, cumulative = period_numbers(frequency, period, basis)
    work = Workings(law)
    unit = "month" if frequency == MONTHLY else "week"
    work.step("Tax code", "", code_words(code))
    work.step("Paid", "", f"{FREQUENCY_WORDS[frequency]}, tax {unit} {period}")
    if benefits:
        work.step("Taxable pay", f"{words(benefits)} of payrolled benefits in it", words(pay))
    else:
        work.given("Taxable pay", pay)
    to_date = pay
    if cumulative:
        to_date = pay + pay_before
        work.step("Taxable pay to date", f"{words(pay_before)} + {words(pay)}", words(to_date))
    elif basis == CUMULATIVE:
        work.step("Extra pay day after tax week 52", "", f"taxed as {unit} {n} on its own")
    due = _explain_due(work, code, periods, n, to_date)
    if cumulative:
        work.step("Less tax before", f"{words(due)} - {words(tax_before)}", words(due - tax_before))
        due -= tax_before
    if due > 0:
        share = law.paye.payment_limit
        limit = max(0, (pay - benefits) * share // MILLION)
        work.parameter("Most that may be taken from one payment", "income_tax.payment_limit", percent(share))
        base = f"({words(pay)} - {words(benefits)})" if benefits else words(pay)
        work.step("Limit", f"{base} x {percent(share)}, down to the penny", words(limit))
        if limit < due:
            work.step("Tax of this payment", "the limit holds back the rest", words(limit))
            due = limit
    title = "Income tax" if due >= 0 else "Income tax given back"
    return work.explanation(title, -due, PROVISION)


def _explain_due(work: Workings, code: TaxCode, periods: int, n: int, to_date: Pence) -> Pence:
    law, table = work.law.paye, TABLES[code.table]
    if code.kind == NO_TAX:
        work.step("Tax due", "code NT: no tax", words(0))
        return 0
    if code.kind == FLAT:
        name = flat_name(code.number)
        rate = law.flat_rates[code.table][name]
        work.parameter(f"Rate of code {code_words(code)}", f"income_tax.flat_rates.{table}", percent(rate))
        whole = max(0, to_date // 100)
        due = whole * rate // TEN_THOUSAND
        work.step(
            "Tax due", f"£{whole:,} (down to the pound) x {percent(rate)}, down to the penny", words(due)
        )
        return due
    u = _explain_free_pay(work, code, periods, n, to_date)
    if u <= 0:
        work.step("Tax due", "nothing is left to tax", words(0))
        return 0
    t = u // 100
    rows = thresholds(law, code.table, periods, n)
    place = next(index for index, row in enumerate(rows) if u <= row[0])
    _, c_below, k_below, rate = rows[place]
    work.parameter("Bands and rates", f"income_tax.bands.{table}", _band_words(law, code.table))
    work.step("Rounded", "down to the pound", f"£{t:,}")
    ends = "" if rows[place][0] == UNLIMITED else f" up to £{rows[place][0] // 100:,}"
    work.step("Band", f"{n} of {periods} periods: above {exact_words(c_below, 4)}{ends}", percent(rate))
    exact = k_below + (t * TEN_THOUSAND - c_below) * rate // MILLION
    work.step(
        "Tax due" if n == 1 else "Tax due to date",
        f"{exact_words(k_below, 4)} + (£{t:,} - {exact_words(c_below, 4)}) x {percent(rate)}"
        f" = {exact_words(exact, 4)}, down to the penny",
        words(exact // 100),
    )
    return exact // 100


def _explain_free_pay(work: Workings, code: TaxCode, periods: int, n: int, to_date: Pence) -> Pence:
    law = work.law.paye
    free = free_pay(law, code.number, periods)
    name = "Additional pay" if code.kind == ADDITIONAL else "Free pay"
    if code.number:
        q, r = divmod(code.number - 1, 500)
        interval = "monthly" if periods == 12 else "weekly"
        each = law.free_pay_per_500_monthly if periods == 12 else law.free_pay_per_500_weekly
        work.parameter(
            "Free pay for each 500 of a code", f"income_tax.free_pay_per_500.{interval}", words(each)
        )
        part = up(((r + 1) * 10 + 9) * 100, periods)
        work.step(
            f"{name} of one period",
            f"({r + 1} x 10 + 9) / {periods}, up to the penny, {words(part)} + {q} x {words(each)}",
            words(free),
        )
    sign = "+" if code.kind == ADDITIONAL else "-"
    u = to_date + free * n if code.kind == ADDITIONAL else to_date - free * n
    work.step("Pay to be taxed", f"{words(to_date)} {sign} {words(free)} x {n}", words(u))
    return u


def _band_words(law: PayeLaw, table: int) -> str:
    rows = [
        f"{percent(rate)} above" if limit == UNLIMITED else f"{percent(rate)} to £{limit // 100:,}"
        for limit, rate in law.bands[table]
    ]
    return ", ".join(rows)
