DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['payslip', 'payslipline', 'frozeninput', 'payment', 'runwarning', 'runexception', 'runcorrection']
    LOOP
        EXECUTE format('DROP TRIGGER payroll_%1$s_frozen_insert ON payroll_%1$s', name);
        EXECUTE format('DROP TRIGGER payroll_%1$s_frozen_update ON payroll_%1$s', name);
        EXECUTE format('DROP TRIGGER payroll_%1$s_frozen_delete ON payroll_%1$s', name);
        EXECUTE format('DROP TRIGGER payroll_%1$s_no_truncate ON payroll_%1$s', name);
    END LOOP;
END $$;
DROP TRIGGER payroll_bacsfile_no_truncate ON payroll_bacsfile;
DROP TRIGGER payroll_bacs_file_guard ON payroll_bacsfile;
DROP TRIGGER payroll_payrun_no_truncate ON payroll_payrun;
DROP TRIGGER payroll_run_4_books ON payroll_payrun;
DROP TRIGGER payroll_run_3_payments ON payroll_payrun;
DROP TRIGGER payroll_run_2_sealed ON payroll_payrun;
DROP TRIGGER payroll_run_1_guard ON payroll_payrun;
DROP FUNCTION payroll_bacs_file_guard();
DROP FUNCTION payroll_freeze_lines();
DROP FUNCTION payroll_freeze_rows();
DROP FUNCTION payroll_refuse_truncate();
DROP FUNCTION payroll_run_guard();
DROP FUNCTION payroll_check_set();
DROP FUNCTION payroll_check_books();
DROP FUNCTION payroll_check_payments();
