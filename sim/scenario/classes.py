"""Classes of parts: what may be said about them, and which rule of stock a part has because of its class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from sim.policies.classification import ABC, XYZ
from sim.policies.replenishment import StockRule
from sim.scenario.values import Section
from sim.units import PositiveHours, Share

if TYPE_CHECKING:
    from sim.scenario.parts import Part
    from sim.scenario.spec import Scenario

CRITICALITIES = ("vital", "essential", "desirable")
COMPUTED = (*map("".join, product(ABC, XYZ)), *ABC, *XYZ)
"""Classes that come from demand: 'AX', ..., 'A', 'B', 'C', 'X', 'Y', 'Z'."""

Cut = Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]


def _two(value: Any) -> Any:
    """Check that there are two."""
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise PydanticCustomError(
            "cuts",
            "expected two cuts in rising order like {example}, found {found}",
            {"example": "[0.5, 1.0]", "found": str(value)[:40]},
        )
    return value


class Classification(Section):
    """Classes of parts from what jobs asked for: ABC by usage value, XYZ by how much the demand varies."""

    every: PositiveHours = Field(
        2190.0, description="time between two classifications, in whole periods; the first is made at the start"
    )
    over: PositiveHours = Field(8760.0, description="how far back demand counts, in whole periods")
    period: PositiveHours = Field(730.0, description="demand is counted in such periods, and varies from one to the next")
    abc: Annotated[tuple[Share, Share], BeforeValidator(_two)] = Field(
        (0.8, 0.95), description="share of the usage value up to which parts are A, and up to which they are B; the rest is C"
    )
    xyz: Annotated[tuple[Cut, Cut], BeforeValidator(_two)] = Field(
        (0.5, 1.0), description="coefficient of variation up to which parts are X, and up to which they are Y; the rest is Z"
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for name in ("abc", "xyz"):
            if getattr(self, name)[0] > getattr(self, name)[1]:
                raise PydanticCustomError("parameters", "expected the two cuts of '{name}' in rising order", {"name": name})
        return self

    def periods(self, hours: float) -> int:
        """A span in whole periods, one at least."""
        return max(1, round(hours / float(self.period)))


def keys_of(part: str, spec: Part, abc: str = "", xyz: str = "") -> Iterator[str]:
    """Under which keys of `stock` or `van` a part may have its rule, the most specific first."""
    for key in (part, spec.stated_class, abc + xyz if abc and xyz else "", spec.criticality, abc, xyz):
        if key:
            yield key


def rule_of(rules: Mapping[str, StockRule], part: str, spec: Part, abc: str = "", xyz: str = "") -> StockRule | None:
    """The rule of a part at a place; None where neither the part nor a class of it has one."""
    return next((rules[key] for key in keys_of(part, spec, abc, xyz) if key in rules), None)


def possible_rules(scenario: Scenario, rules: Mapping[str, StockRule], part: str) -> dict[str, StockRule]:
    """Every rule that a part may come under at a place, whatever its classes will be, by the key that it stands under."""
    spec = scenario.parts.get(part)
    if spec is None:
        return {}
    found: dict[str, StockRule] = {}
    for abc, xyz in product(ABC, XYZ) if scenario.classification is not None else [("", "")]:
        key = next((key for key in keys_of(part, spec, abc, xyz) if key in rules), None)
        if key is not None:
            found[key] = rules[key]
    return found


def parts_at(scenario: Scenario, rules: Mapping[str, StockRule]) -> Iterator[str]:
    """Parts that have a rule at a place, those named first, then those that may have one by their class."""
    yield from (key for key in rules if key in scenario.parts)
    if any(key not in scenario.parts for key in rules):
        yield from (part for part in scenario.parts if part not in rules and possible_rules(scenario, rules, part))


def parts_carried(scenario: Scenario, rules: Mapping[str, StockRule]) -> Iterator[str]:
    """Parts that have a shelf in a van: those that have a rule there, and what is in the kits among them."""
    found = list(parts_at(scenario, rules))
    yield from found
    yield from dict.fromkeys(each for part in found for each in scenario.parts[part].contains if each not in found)


def class_words(scenario: Scenario) -> dict[str, None]:
    """Words that stand for a class of parts in this scenario, in order."""
    words: list[str | None] = [part.stated_class for part in scenario.parts.values()]
    words += CRITICALITIES
    if scenario.classification is not None:
        words += COMPUTED
    return dict.fromkeys(word for word in words if word)
