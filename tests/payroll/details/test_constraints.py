"""Pay details are attacked in SQL, as the authority's own login: the database has the last word."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from backoffice.errors import Refused
from backoffice.services import service
from payroll.models import PayPeriod, TaxDetails
from payroll.rules.tax_calendar import tax_period, tax_year_of


def attempt(statement: str, parameters: dict[str, object]) -> str:
    """The name of the constraint the database refuses with, "denied" for want of a right, or "allowed"."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
    except IntegrityError as error:
        return error.__cause__.diag.constraint_name or ""
    except DatabaseError:
        return "denied"
    return "allowed"


REFERENCE = "substr(md5(random()::text), 1, 12)"


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (
            "INSERT INTO payroll_taxdetails (reference, employment_id, tax_code, basis, notice, starts_on)"
            f" VALUES ({REFERENCE}, %(one)s, 'BR', 'cumulative', '', '2026-10-01')",
            "payroll_tax_details_one_at_a_time",
        ),
        (
            "INSERT INTO payroll_taxdetails (reference, employment_id, tax_code, basis, notice, starts_on, ends_before)"
            f" VALUES ({REFERENCE}, %(one)s, 'BR', 'cumulative', '', '2026-10-01', '2026-09-01')",
            "payroll_tax_details_ends_after_start",
        ),
        ("UPDATE payroll_taxdetails SET tax_code = '1257'", "payroll_tax_details_code_can_exist"),
        ("UPDATE payroll_taxdetails SET tax_code = 'k475'", "payroll_tax_details_code_can_exist"),
        ("UPDATE payroll_taxdetails SET tax_code = ''", "payroll_tax_details_code_can_exist"),
        ("UPDATE payroll_taxdetails SET basis = 'weekly'", "payroll_tax_details_basis"),
        ("UPDATE payroll_taxdetails SET employment_id = %(one)s", "payroll_tax_details_one_at_a_time"),
        ("UPDATE payroll_nationalinsurancedetails SET letter = '1'", "payroll_ni_details_letter"),
        ("UPDATE payroll_nationalinsurancedetails SET letter = 'a'", "payroll_ni_details_letter"),
        (
            "INSERT INTO payroll_nationalinsurancedetails (reference, employment_id, letter, starts_on)"
            f" VALUES ({REFERENCE}, %(one)s, 'B', '2000-01-01')",
            "payroll_ni_details_one_at_a_time",
        ),
        (
            "INSERT INTO payroll_studentloan (reference, employment_id, plan, starts_on)"
            f" VALUES ({REFERENCE}, %(one)s, 3, '2026-10-01')",
            "payroll_student_loan_plan",
        ),
        (
            "INSERT INTO payroll_studentloan (reference, employment_id, plan, starts_on)"
            " SELECT substr(md5(n::text), 1, 12), %(one)s, 2, '2026-10-01' FROM generate_series(1, 2) n",
            "payroll_student_loan_one_at_a_time",
        ),
        (
            "UPDATE payroll_pensionmembership SET scheme = 'police_2015', section = '50_50'",
            "payroll_pension_membership_section",
        ),
        ("UPDATE payroll_pensionmembership SET scheme = 'own'", "payroll_pension_membership_section"),
        (
            "INSERT INTO payroll_payelement (reference, employment_id, element_id, amount_pence, starts_on)"
            f" SELECT {REFERENCE}, %(one)s, id, -100, '2026-10-01' FROM payroll_elementtype WHERE code = 'SHIFT'",
            "payroll_pay_element_above_0",
        ),
        (
            "INSERT INTO payroll_claim (reference, employment_id, period_id, element_id, quantity, amount_pence, note)"
            f" SELECT {REFERENCE}, %(one)s, %(period)s, id, 60, 100, '' FROM payroll_elementtype WHERE code = 'OT150'",
            "payroll_claim_quantity_or_amount",
        ),
        (
            "INSERT INTO payroll_payesettings SELECT 999, '2026-10-01', NULL, scheme, employer_name, paye_office,"
            " paye_reference, accounts_office_reference, bacs_user_number, bank_sort_code, bank_account_number,"
            " bank_account_name, change_warning_percent, part_month_rule, staff_week_hundredths, levy_cost_centre,"
            " levy_objective, levy_allowance_pence FROM payroll_payesettings",
            "payroll_paye_settings_one_at_a_time",
        ),
        ("UPDATE payroll_payesettings SET bank_sort_code = '12345'", "payroll_paye_settings_bank_digits"),
        (
            "INSERT INTO payroll_employerrate (scheme, rate_millionths, source, starts_on)"
            " VALUES (2, 1, 'x', '2026-10-01')",
            "payroll_employer_rate_one_at_a_time",
        ),
        ("UPDATE payroll_employerrate SET rate_millionths = 1000000", "payroll_employer_rate_below_1"),
        (
            "INSERT INTO payroll_payperiod (tax_year, frequency, number, starts_on, ends_before, pay_on)"
            " SELECT tax_year, frequency, number, starts_on, ends_before, pay_on FROM payroll_payperiod LIMIT 1",
            "payroll_period_one_of_a_number",
        ),
        ("UPDATE payroll_payperiod SET number = 8", "payroll_period_number_of_its_pay_day"),
        ("UPDATE payroll_payperiod SET tax_year = '2025-26'", "payroll_period_number_of_its_pay_day"),
        ("UPDATE payroll_payperiod SET pay_on = '2026-11-06'", "payroll_period_number_of_its_pay_day"),
        ("UPDATE payroll_payperiod SET frequency = 'weekly'", "payroll_period_number_of_its_pay_day"),
        ("TRUNCATE payroll_taxdetails", "denied"),
        ("UPDATE payroll_taxdetailsevent SET tax_code = 'NT'", "audit_history_insert_only"),
        ("DELETE FROM payroll_taxdetailsevent", "audit_history_insert_only"),
        ("ALTER TABLE payroll_taxdetails DISABLE TRIGGER ALL", "denied"),
        ("ALTER TABLE payroll_taxdetails DROP CONSTRAINT payroll_tax_details_one_at_a_time", "denied"),
    ],
)
def test_the_database_refuses(statement, constraint, pay):
    one, _two = pay.person(), pay.person()
    assert attempt(statement, {"one": one.pk, "period": pay.period.pk}) == constraint


def test_what_the_database_refuses_is_told_in_words(payroll_officer, staff):
    @service(permission="payroll.change_details")
    def overlap(*, actor):
        TaxDetails.objects.create(employment=staff, tax_code="BR", starts_on="2026-10-01")

    with pytest.raises(Refused) as refused:
        overlap(actor=payroll_officer.actor)
    assert "tax code for some of these days already" in refused.value.message


def test_a_change_in_plain_sql_is_in_the_history_too(staff):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE payroll_taxdetails SET tax_code = 'BR'")
        cursor.execute("SELECT pgh_label, tax_code FROM payroll_taxdetailsevent ORDER BY pgh_id DESC LIMIT 1")
        assert cursor.fetchone() == ("update", "BR")


@pytest.mark.parametrize("frequency", ["monthly", "weekly", "fortnightly", "four_weekly"])
def test_the_database_numbers_each_day_of_two_years_as_the_rules_do(frequency, cleveland):
    PayPeriod.objects.bulk_create(
        PayPeriod(
            tax_year=tax_year_of(day),
            frequency=frequency,
            number=tax_period(frequency, day),
            starts_on=day,
            ends_before=day + timedelta(days=1),
            pay_on=day,
        )
        for day in {
            (tax_year_of(day), tax_period(frequency, day)): day
            for day in (date(2023, 4, 6) + timedelta(days=number) for number in range(731))
        }.values()
    )
    assert {1, 12} <= set(PayPeriod.objects.values_list("number", flat=True))
    assert (
        PayPeriod(frequency="monthly", pay_on=date(2026, 10, 28), number=7, tax_year="2026-27").clean()
        is None
    )
    with pytest.raises(ValidationError, match="tax month or week of its pay day"):
        PayPeriod(frequency="monthly", pay_on=date(2026, 10, 28), number=8, tax_year="2026-27").clean()
