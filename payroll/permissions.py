PERMISSIONS = {
    "payroll.view": "See pay runs, pay settings and people's pay details.",
    "payroll.view_runs": "See pay runs and their totals by cost centre, without payslips.",
    "payroll.change_details": "Change tax, National Insurance, loan, pension and pay element details.",
    "payroll.change_settings": "Change employer settings, the pay calendar and employer's pension rates.",
    "payroll.import": "Load pay details from files.",
    "payroll.prepare_run": "Prepare, calculate and check pay runs.",
    "payroll.approve_run": "Approve pay runs that somebody else has prepared.",
    "payroll.pay_run": "Post pay runs to the ledger and confirm that they have been paid.",
    "payroll.view_bank_file": "Open the bank files of pay runs, with everybody's account and net pay.",
    "payroll.view_payslips": "See everybody's payslips.",
    "payroll.view_own_payslips": "See one's own payslips.",
}
