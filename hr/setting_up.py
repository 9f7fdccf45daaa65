"""What a new authority does in HR before it pays people."""

from __future__ import annotations

from backoffice.work.setting_up import SetupStep, register_step
from hr.models import Employment, PayScale, Unit


def register() -> None:
    """Structure and pay scales, then people."""
    register_step(
        SetupStep(
            "hr.structure",
            "Load units and posts",
            "hr",
            30,
            "hr.change_structure",
            "hr:units",
            Unit.objects.all,
        )
    )
    register_step(
        SetupStep(
            "hr.scales",
            "Load the pay scales",
            "hr",
            35,
            "hr.change_pay_scales",
            "hr:pay_scales",
            PayScale.objects.all,
        )
    )
    register_step(
        SetupStep(
            "hr.people", "Load people", "hr", 40, "hr.import_people", "hr:people", Employment.objects.all
        )
    )
