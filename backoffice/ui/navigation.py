"""Which functions there are. Each registers itself in its `apps.py`; the shell shows those one may use.

register(NavItem(
    function="payroll", label="Payroll", url_name="payroll:home", permission=("payroll.view",), order=30,
    sub=[SubItem("Pay runs", "payroll:runs", "payroll.view")],
))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from backoffice.actor import Actor, Permission


@dataclass(frozen=True, slots=True)
class SubItem:
    """An entry of the third bar, inside a function.

    `shown(actor)` decides where no permission does, such as for what other functions have registered.
    """

    label: str
    url_name: str
    permission: Permission = None
    shown: Callable[[Actor], bool] | None = None


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the second bar.

    `function` is the URL namespace of its pages; pages of another namespace belong to it if `sub` leads to them and no
    function has that name (jobs and imports are part of my work). `always` is for what every authority has (my work,
    reports, administration) whatever functions it has taken.
    """

    function: str
    label: str
    url_name: str
    permission: Permission = None
    order: int = 50
    sub: Sequence[SubItem] = field(default_factory=list)
    always: bool = False


_items: dict[str, NavItem] = {}


def register(item: NavItem) -> None:
    """Add a function, or replace it: `ready()` may run twice."""
    _items[item.function] = item


def items() -> list[NavItem]:
    """All functions in the order of the bar."""
    return sorted(_items.values(), key=lambda item: (item.order, item.label))


def function_of(namespace: str) -> str:
    """The function whose pages have this URL namespace: its own, or the one whose third bar leads there."""
    if namespace in _items:
        return namespace
    inside = f"{namespace}:"
    leading = (item.function for item in items() if any(sub.url_name.startswith(inside) for sub in item.sub))
    return next(leading, namespace)
