from hr.models.assignment import Assignment
from hr.models.bank_account import BankAccount
from hr.models.employment import Employment, WorkforceType
from hr.models.increment_hold import IncrementHold
from hr.models.pay_placement import PayPlacement, PlacementReason
from hr.models.pay_scale import PayPoint, PayRate, PayScale, Standing
from hr.models.person import Person
from hr.models.post import Post
from hr.models.unit import Unit, UnitKind

__all__ = [
    "Assignment",
    "BankAccount",
    "Employment",
    "IncrementHold",
    "PayPlacement",
    "PayPoint",
    "PayRate",
    "PayScale",
    "Person",
    "PlacementReason",
    "Post",
    "Standing",
    "Unit",
    "UnitKind",
    "WorkforceType",
]
