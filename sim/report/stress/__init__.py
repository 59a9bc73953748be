"""The STRESS-DES report of a scenario and a study: what is known is filled in, what only a person knows is marked as a blank.

After Monks, Currie, Onggo, Robinson, Kunc and Taylor (2019), 'Strengthening the reporting of empirical simulation studies: introducing the STRESS
guidelines', Journal of Simulation 13(1), 55-67. The sentences are ours; the numbers and titles of the items follow the guideline.
"""

from sim.report.stress.content import Content, Entry, FigureFacts, PointFacts, Policy, Rule, StudyFacts
from sim.report.stress.write import BLANK, markdown, write

__all__ = ["BLANK", "Content", "Entry", "FigureFacts", "PointFacts", "Policy", "Rule", "StudyFacts", "markdown", "write"]
