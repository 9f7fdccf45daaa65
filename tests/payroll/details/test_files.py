"""Files of pay details, through the door they come in by."""
def test_starts(payroll_officer):
    assert payroll_officer.actor.can("payroll.import")
