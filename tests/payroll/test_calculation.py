"""What a calculation does: the same in any order and cut, exceptions apart, only what changed, corrections, arrears."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backoffice.errors import Refused
from hr.models import PayPlacement
from payroll.models import Claim, ElementType, FrozenInput, Payment, PayRun, Payslip, PayslipLine, TaxDetails
from payroll.queries.books import books
from payroll.services import calculate as calculation
from payroll.services.correct_payslip import correct_payslip
from payroll.services.start_run import start_run
from tests.payroll import doors
from tests.payroll.factories import pay_period


def test_a_person_whose_pay_cannot_be_worked_out_disturbs_nobody_else(pay, payroll_officer):
    pay.person()
    pay.person(ni_letter=None)
    pay.person()
    run = doors.calculated(payroll_officer, pay.period)
    assert Payslip.objects.filter(run_id=run.pk).count() == 2
    assert [each.code for each in run.exceptions.all()] == ["no_ni_letter"]


def test_only_what_changed_is_calculated_again(pay, payroll_officer):
    same, changed = pay.person(), pay.person()
    run = doors.calculated(payroll_officer, pay.period)
    before = dict(Payslip.objects.filter(run_id=run.pk).values_list("employment_id", "pk"))
    TaxDetails.objects.filter(employment=changed).update(tax_code="BR")
    doors.calculate(payroll_officer, run)
    after = dict(Payslip.objects.filter(run_id=run.pk).values_list("employment_id", "pk"))
    assert after[same.pk] == before[same.pk] and after[changed.pk] != before[changed.pk]


def test_cleared_warnings_stay_cleared_for_those_who_have_not_changed(pay, payroll_officer):
    pay.person(ni_number=None)
    run = doors.calculated(payroll_officer, pay.period)
    doors.clear_all(payroll_officer, run)
    doors.calculate(payroll_officer, run)
    assert run.warnings.get().cleared_by_id == payroll_officer.member.pk


def test_somebody_who_is_no_longer_paid_leaves_the_run(pay, payroll_officer):
    pay.person()
    gone = pay.person()
    run = doors.calculated(payroll_officer, pay.period)
    for table in (gone.assignments, gone.placements):
        table.update(ends_before=date(2026, 9, 1))
    type(gone).objects.filter(pk=gone.pk).update(ends_before=date(2026, 9, 1))
    doors.calculate(payroll_officer, run)
    assert not Payslip.objects.filter(run_id=run.pk, employment_id=gone.pk).exists()
    assert not FrozenInput.objects.filter(run_id=run.pk, employment_id=gone.pk).exists()


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chunk=st.integers(1, 9), seed=st.integers(0, 1000))
def test_chunks_and_order_change_nothing(pay, payroll_officer, payroll_approver, chunk, seed):
    employments = [
        *(e.pk for e in pay_people(pay)),
    ]
    hashes = set()
    for size, order in ((chunk, random.Random(seed)), (1000, None)):
        run = calculated_in(payroll_officer, pay.period, employments, size, order)
        doors.clear_all(payroll_officer, run)
        hashes.add(doors.check_run(actor=payroll_officer.actor, run=run).hash)
        doors.cancel_run(actor=payroll_officer.actor, run=run, reason="Again")
    assert len(hashes) == 1


def pay_people(pay):
    from hr.models import Employment

    if not Employment.objects.exists():
        for number in range(7):
            pay.person(annual=2_500_000 + number * 111_100)
    return Employment.objects.order_by("pk")


def calculated_in(cast, period, employments, size, order) -> PayRun:
    run = start_run(actor=cast.actor, period=period, today=doors.TODAY)
    calculation.plan_calculation(actor=cast.actor, run=run)
    ids = list(employments)
    if order is not None:
        order.shuffle(ids)
    run.chunks.all().delete()
    run.refresh_from_db()
    for number, first in enumerate(range(0, len(ids), size)):
        run.chunks.create(
            calculation=run.calculation, number=number, employment_ids=ids[first : first + size]
        )
    while calculation.calculate_next_chunk(actor=cast.actor, run=run):
        pass
    return calculation.end_calculation(actor=cast.actor, run=run)


def test_asking_twice_for_the_same_calculation_doubles_nothing(pay, payroll_officer):
    pay.person()
    run = start_run(actor=payroll_officer.actor, period=pay.period, today=doors.TODAY)
    calculation.plan_calculation(actor=payroll_officer.actor, run=run)
    calculation.plan_calculation(actor=payroll_officer.actor, run=run)
    run.refresh_from_db()
    assert run.calculation == 1 and run.chunks.count() == 1
    assert calculation.calculate_next_chunk(actor=payroll_officer.actor, run=run) == 1
    assert calculation.calculate_next_chunk(actor=payroll_officer.actor, run=run) == 0
    assert Payslip.objects.filter(run_id=run.pk).count() == 1


def test_a_released_payslip_is_reversed_and_replaced_and_the_difference_paid(
    pay, payroll_officer, payroll_approver
):
    person = pay.person(annual=3_600_000)
    run = doors.paid(payroll_officer, payroll_approver, pay.period)
    original = Payslip.objects.get(run_id=run.pk)
    Claim.objects.create(
        employment=person,
        period=pay.period,
        element=ElementType.objects.get(code="BONUS"),
        amount_pence=10_000,
    )
    extra = start_run(
        actor=payroll_officer.actor,
        period=pay.period,
        today=doors.TODAY,
        kind="supplementary",
        reason="Bonus",
    )
    correct_payslip(
        actor=payroll_officer.actor, run=extra, payslip=original, is_replaced=True, reason="Bonus was missed"
    )
    doors.calculate(payroll_officer, extra)
    reverse = Payslip.objects.get(run_id=extra.pk, kind=Payslip.REVERSING)
    again = Payslip.objects.get(run_id=extra.pk, kind=Payslip.REPLACEMENT)
    assert reverse.net_pence == -original.net_pence
    assert again.gross_pence == original.gross_pence + 10_000
    payment = Payment.objects.get(run_id=extra.pk)
    assert payment.paid_pence == again.net_pence - original.net_pence > 0
    doors.clear_all(payroll_officer, extra)
    doors.check_run(actor=payroll_officer.actor, run=extra)
    doors.approve_run(actor=payroll_approver.actor, run=extra)
    doors.confirm_paid(
        actor=payroll_approver.actor, run=doors.post(payroll_approver, extra), today=doors.TODAY
    )
    assert books() == []
    third = start_run(actor=payroll_officer.actor, period=pay.period, today=doors.TODAY, kind="supplementary")
    with pytest.raises(Refused):
        correct_payslip(
            actor=payroll_officer.actor, run=third, payslip=original, is_replaced=True, reason="Twice"
        )


def test_a_reversal_without_replacement_is_carried_forward_and_set_off(
    pay, payroll_officer, payroll_approver
):
    pay.person()
    run = doors.paid(payroll_officer, payroll_approver, pay.period)
    original = Payslip.objects.get(run_id=run.pk)
    extra = start_run(actor=payroll_officer.actor, period=pay.period, today=doors.TODAY, kind="supplementary")
    correct_payslip(
        actor=payroll_officer.actor, run=extra, payslip=original, is_replaced=False, reason="Paid by mistake"
    )
    doors.calculate(payroll_officer, extra)
    doors.clear_all(payroll_officer, extra)
    doors.check_run(actor=payroll_officer.actor, run=extra)
    doors.approve_run(actor=payroll_approver.actor, run=extra)
    doors.post(payroll_approver, extra)
    extra.refresh_from_db()
    assert extra.carried_pence == -original.net_pence and extra.bacs_pence == 0
    november = doors.calculated(payroll_officer, pay_period(2026, 11))
    payment = Payment.objects.get(run_id=november.pk)
    assert payment.brought_pence == -original.net_pence
    assert payment.paid_pence + payment.carried_pence == payment.net_pence - original.net_pence
    assert books() == []


def test_a_back_dated_change_pays_its_arrears_month_by_month(pay, payroll_officer, payroll_approver):
    person = pay.person(annual=3_600_000)
    doors.approved(payroll_officer, payroll_approver, pay.period, earlier=True)
    placement = PayPlacement.objects.get(employment=person)
    placement.ends_before = date(2026, 10, 16)
    placement.save()
    PayPlacement.objects.create(
        employment=person,
        point=pay.point("STAFF", 3_960_000),
        starts_on=date(2026, 10, 16),
        counts_from=date(2026, 10, 16),
        reason="PROMOTION",
    )
    november = doors.calculated(payroll_officer, pay_period(2026, 11))
    lines = {
        line.element: line
        for line in PayslipLine.objects.filter(payslip_id=Payslip.objects.get(run_id=november.pk).pk)
    }
    assert lines["salary"].amount_pence == 330_000
    due = 300_000 * 15 // 31 + 330_000 * 16 // 31
    assert abs(lines["arrears"].amount_pence - (due - 300_000)) <= 1
    assert lines["arrears"].period_id == pay.period.pk
    assert lines["arrears"].inputs[:2] == [2026, 10]


def test_somebody_who_has_left_is_paid_the_arrears_of_a_back_dated_award(
    pay, payroll_officer, payroll_approver
):
    pay.person()
    left = pay.person(annual=3_600_000, ends_before=date(2026, 11, 1))
    doors.approved(payroll_officer, payroll_approver, pay.period, earlier=True)
    PayPlacement.objects.filter(employment=left).update(ends_before=date(2026, 10, 16))
    PayPlacement.objects.create(
        employment=left,
        point=pay.point("STAFF", 3_960_000),
        starts_on=date(2026, 10, 16),
        ends_before=date(2026, 11, 1),
        counts_from=date(2026, 10, 16),
        reason="PROMOTION",
    )
    november = doors.calculated(payroll_officer, pay_period(2026, 11))
    slip = Payslip.objects.get(run_id=november.pk, employment_id=left.pk)
    assert slip.kind == Payslip.ARREARS and slip.gross_pence > 0
    line = PayslipLine.objects.get(payslip_id=slip.pk, element="arrears")
    assert (line.cost_centre, line.account_code) == ("CC1", "1100")
    assert november.warnings.filter(employment_id=left.pk, kind="leaver_paid").exists()


def test_tax_builds_on_what_has_been_released(pay, payroll_officer, payroll_approver):
    pay.person(annual=3_600_000)
    doors.approved(payroll_officer, payroll_approver, pay.period)
    november = doors.calculated(payroll_officer, pay_period(2026, 11))
    line = PayslipLine.objects.get(element="paye", payslip_id=Payslip.objects.get(run_id=november.pk).pk)
    october = Payslip.objects.exclude(run_id=november.pk).get()
    assert line.inputs[-2:] == [october.taxable_pence, october.tax_pence]


def test_a_net_pay_without_bank_account_is_listed_as_paid_by_other_means(
    pay, payroll_officer, payroll_approver
):
    pay.person()
    pay.person(bank=False)
    run = doors.paid(payroll_officer, payroll_approver, pay.period)
    assert run.other_pence > 0 and run.bacs_pence + run.other_pence == run.net_pence
    assert books() == []


def test_a_list_of_payslips_costs_the_same_however_many_there_are(
    pay, payroll_officer, django_assert_max_num_queries
):
    for _ in range(12):
        pay.person()
    run = doors.calculated(payroll_officer, pay.period)
    for page in ("payslips/", "warnings/", "exceptions/", "differences/", "payments/", ""):
        with django_assert_max_num_queries(20):
            assert payroll_officer.get(f"/cleveland/payroll/runs/{run.reference}/{page}").status_code == 200
