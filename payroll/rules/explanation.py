"""How a line is put into words: its sum step by step, the parameters used and the documents that set them."""

from dataclasses import dataclass, field

from payroll.rules.law import Law
from payroll.rules.money import Pence, words


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    sum: str
    result: str


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    value: str
    source: str
    """Title of the document that sets the value."""
    verified: bool
    path: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    title: str
    amount_pence: Pence
    """The line's amount, worked out again, with the line's sign."""
    steps: list[Step]
    parameters: list[Parameter]
    law: str
    """The provision the rule carries out."""


@dataclass(slots=True)
class Workings:
    """Collects the steps and parameters of one explanation."""

    law: Law
    steps: list[Step] = field(default_factory=list)
    parameters: list[Parameter] = field(default_factory=list)

    def step(self, label: str, sum_: str, result: str) -> None:
        self.steps.append(Step(label, sum_, result))

    def given(self, label: str, amount: Pence) -> None:
        """An amount that comes from outside the rule."""
        self.steps.append(Step(label, "", words(amount)))

    def parameter(self, name: str, path: str, value: str) -> None:
        leaf = self.law.leaf(path)
        self.parameters.append(Parameter(name, value, leaf.source, leaf.verified, path, leaf.note))

    def explanation(self, title: str, amount: Pence, provision: str) -> Explanation:
        return Explanation(title, amount, self.steps, self.parameters, provision)
