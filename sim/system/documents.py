"""Technical documentation: what it covers by now, and what an answer in it is worth."""

from __future__ import annotations

import math

from sim.units import HOURS_PER_YEAR


class Document:
    """A manual, a knowledge base or a guide: what everybody who looks into it finds."""

    __slots__ = (
        "code",
        "diagnosis_accuracy",
        "diagnosis_time",
        "feedback",
        "feedback_hours",
        "hours",
        "pages",
        "remote_success",
        "revised_since",
        "self_service",
        "triage_accuracy",
    )

    def __init__(
        self,
        code: int,
        triage_accuracy: float,
        remote_success: float,
        diagnosis_time: float,
        diagnosis_accuracy: float,
        self_service: float,
        feedback: float,
        feedback_hours: float,
        hours: float,
    ) -> None:
        self.code = code
        self.triage_accuracy = triage_accuracy
        self.remote_success = remote_success
        self.diagnosis_time = diagnosis_time
        """factor on the hours of a diagnosis"""
        self.diagnosis_accuracy = diagnosis_accuracy
        self.self_service = self_service
        """share of customers who look before they ring"""
        self.feedback = feedback
        self.feedback_hours = feedback_hours
        self.hours = hours
        """authors' hours that a revision takes"""
        self.pages: list[Pages] = []
        """one for each failure mode that it is about"""
        self.revised_since: list[float] = []
        """when the revisions began that are not published yet"""


class Pages:
    """What a document says of one failure mode: the share of its faults that it answers. Answers go out of date all the time."""

    __slots__ = ("_coverage", "_rate", "_since", "document", "mode")

    def __init__(self, document: Document, mode: int, coverage: float, decay: float) -> None:
        self.document = document
        self.mode = mode
        self._rate = decay / HOURS_PER_YEAR
        self._coverage = coverage
        self._since = 0.0

    def coverage(self, now: float) -> float:
        """Share of the faults that the document answers at a time."""
        return self._coverage if self._rate == 0.0 else self._coverage * math.exp(-self._rate * (now - self._since))

    def rewrite(self, now: float, coverage: float) -> None:
        """From now on this share is answered."""
        self._coverage, self._since = min(coverage, 1.0), now
