"""Functions whose sensitivity indices are known exactly, to test an estimator with.

A first-order index is the share of the output's variance that an input explains alone; a total index adds every interaction in which it
takes part. Source: Saltelli et al., Global Sensitivity Analysis: The Primer (2008).
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ishigami:
    """The function sin x₁ + a sin² x₂ + b x₃⁴ sin x₁ of three inputs, each uniform between −π and π."""

    a: float
    b: float

    def value(self, x1: float, x2: float, x3: float) -> float:
        """The function itself."""
        return math.sin(x1) * (1 + self.b * x3**4) + self.a * math.sin(x2) ** 2

    @property
    def mean(self) -> float:
        """Expected value, a/2."""
        return self.a / 2

    @property
    def variance(self) -> float:
        """Variance of the output: what x₁ and x₂ explain alone and x₁ with x₃ together."""
        return sum(self._parts)

    @property
    def first_order(self) -> tuple[float, float, float]:
        """First-order indices of x₁, x₂, x₃."""
        one, two, _ = self._parts
        return one / self.variance, two / self.variance, 0.0

    @property
    def total(self) -> tuple[float, float, float]:
        """Total indices of x₁, x₂, x₃."""
        one, two, both = self._parts
        return (one + both) / self.variance, two / self.variance, both / self.variance

    @property
    def _parts(self) -> tuple[float, float, float]:
        """Variance explained by x₁ alone, by x₂ alone, and by x₁ and x₃ together."""
        fourth, eighth = math.pi**4 / 5, math.pi**8 / 9  # moments of x₃
        return (1 + self.b * fourth) ** 2 / 2, self.a**2 / 8, self.b**2 * (eighth - fourth**2) / 2


def ishigami(a: float, b: float) -> Ishigami:
    """The function of Ishigami & Homma (1990): strongly nonlinear, with an input that acts only through another.

    V₁ = (1 + bπ⁴/5)²/2, V₂ = a²/8, V₁₃ = b²π⁸(1/18 − 1/50), all other parts of the variance being zero; indices are their shares. Numbers
    without a unit. Raises ValueError for an a or b that is not finite.
    """
    if not (math.isfinite(a) and math.isfinite(b)):
        raise ValueError(f"a and b must be finite numbers, not {a} and {b}")
    return Ishigami(a, b)
