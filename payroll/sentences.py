"""What the database's own refusals are told in: constraints that triggers raise (migrations/0002_pay_run_integrity.sql)."""

SENTENCES = {
    "payroll_period_number_of_its_pay_day": (
        "The number of a pay period is the tax month or week of its pay day.",
        "Give the tax year and number that the pay day falls in, or another pay day.",
    ),
    "payroll_run_moves": (
        "The pay run cannot go to that state from the one it is in.",
        "Open it again to see where it stands.",
    ),
    "payroll_run_kept": ("A pay run is never deleted.", "Cancel it instead."),
    "payroll_run_identity": (
        "What a pay run is for never changes.",
        "Cancel it and start another.",
    ),
    "payroll_run_frozen": (
        "This pay run can no longer change.",
        "Correct a released payslip in a supplementary run.",
    ),
    "payroll_released_frozen": (
        "What a checked pay run holds can no longer change.",
        "Send it back before it is approved; after that, correct a payslip in a supplementary run.",
    ),
    "payroll_run_cancelled_empty": ("A cancelled pay run holds no payslips.", "Cancel it again."),
    "payroll_run_calculated_whole": (
        "Part of the run has not been calculated yet.",
        "Wait for the calculation to end, or calculate again.",
    ),
    "payroll_run_warnings_cleared": (
        "Some warnings or exceptions have not been cleared.",
        "Clear each with a reason, or mend the details and calculate again.",
    ),
    "payroll_lines_add_up": ("The lines of a payslip do not add up to it.", "Calculate the run again."),
    "payroll_payslip_points": (
        "A payslip belongs to an employment or period that is not there.",
        "Calculate the run again.",
    ),
    "payroll_payment_of_payslips": (
        "A payment is not the net pay of its payslips.",
        "Calculate the run again.",
    ),
    "payroll_correction_undoes": (
        "A correction does not undo a released payslip to the penny.",
        "Calculate the run again.",
    ),
    "payroll_run_totals": ("The run's totals are not those of its payslips.", "Calculate the run again."),
    "payroll_run_payments": (
        "The payments do not add up to the run's net pay.",
        "Calculate the run again.",
    ),
    "payroll_run_net_is_credited": (
        "Net pay is not what the journal credits to the net pay control account.",
        "Check the accounts of the pay elements, then post again.",
    ),
    "payroll_run_net_is_paid": (
        "Net pay is not what the bank file, other payments and amounts carried forward add up to.",
        "Make the bank file again, then post.",
    ),
    "payroll_run_decided": (
        "Nobody has approved this pay run as it was checked.",
        "Decide on it from the page of the run.",
    ),
    "payroll_pay_day_stays": (
        "The pay run of this period is approved, so its pay day stays.",
        "Correct payslips in a supplementary run.",
    ),
    "payroll_bank_change_seen": (
        "Whoever entered a bank account does not clear the warning that it is new.",
        "Ask a colleague to look at it.",
    ),
    "payroll_bacs_file_approved": (
        "A bank file is made of an approved pay run.",
        "Have the run approved first.",
    ),
    "payroll_bacs_file_kept": ("A bank file never changes.", "Download the one that was made."),
}
