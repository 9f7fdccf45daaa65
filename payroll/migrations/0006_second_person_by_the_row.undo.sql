DROP TRIGGER payroll_bank_change_seen ON payroll_runwarning;
DROP FUNCTION payroll_bank_change_seen();
DROP TRIGGER payroll_pay_day_stays ON payroll_payperiod;
DROP FUNCTION payroll_pay_day_stays();
DROP TRIGGER payroll_run_5_decided ON payroll_payrun;
DROP FUNCTION payroll_run_decided();
