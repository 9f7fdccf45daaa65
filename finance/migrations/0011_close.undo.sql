DROP TRIGGER finance_accrual_kept ON finance_accrual;
DROP FUNCTION finance_accrual_kept();
DROP TRIGGER finance_close_tasks_kept ON finance_closetask;
DROP FUNCTION finance_close_tasks_kept();
DROP TRIGGER finance_reopening_not_deleted ON finance_reopening;
DROP TRIGGER finance_reopening_moves ON finance_reopening;
DROP FUNCTION finance_reopening_moves();
DROP TRIGGER finance_period_exception_not_deleted ON finance_periodexception;
DROP TRIGGER finance_period_exception_kept ON finance_periodexception;
CREATE OR REPLACE FUNCTION finance_may_post(period bigint, maker bigint) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM finance_period WHERE id = period AND state = 'open');
END $$;
DROP TRIGGER finance_period_after_closed ON finance_period;
DROP FUNCTION finance_period_after_closed();
DROP TRIGGER finance_period_year_kept ON finance_period;
DROP TRIGGER finance_period_begins_open ON finance_period;
DROP TRIGGER finance_period_moves ON finance_period;
DROP FUNCTION finance_period_moves();
