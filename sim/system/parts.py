"""Parts as the running company knows them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Part:
    """A stock-keeping unit; the world lists parts by their code."""

    name: str
    key: int
    """of its name, for luck that is about a part"""
    price: float
    repairable: bool
    """the defective unit travels back as a core"""
    healthy_cores: float
    """share of cores that are not defective at all"""
    missing: float
    """share of the cores that never come back, at its deposit"""
    deposit: float
    """what the customer pays until the core is received"""
    condemned: float
    """share of the other cores that are beyond repair"""
    repaired_locally: float
    """share of the cores that are repaired at the technician's home"""
