"""What pay runs refuse."""

from backoffice.errors import Conflict, Refused


class WrongState(Conflict):
    code = "pay_run_state"


class PeriodOutOfOrder(Refused):
    code = "pay_period_out_of_order"


class NothingToPay(Refused):
    code = "nothing_to_pay"


class TotalsDiffer(Refused):
    code = "pay_run_totals_differ"
