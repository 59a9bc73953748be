"""Facts about technicians: when they were there, what they learnt, where they drove."""

from __future__ import annotations

from sim.records.schema.column import Column, columns

PEOPLE: dict[str, tuple[Column, ...]] = {
    # One row per stretch of presence, and per stretch of a shift that was missed.
    "attendance": columns(
        ("technician", "code:technician", "who"),
        ("begin", "time", "from"),
        ("end", "time", "until"),
        (
            "duty",
            "code:duty",
            "shift or on call; absent: hours missed, not paid; training: in a course; vacant: nobody has the post; e-learning: without an order",
        ),
    ),
    # One row per visit to a job whose skill is learnt by doing, written when it ends.
    "practice": columns(
        ("visit", "id", "visit in the visits table"),
        ("at", "time", "the visit ended"),
        ("technician", "code:technician", "who"),
        ("skill", "code:skill", "what the job wants"),
        (
            "job",
            "number",
            "which job of the skill it is to him: the experience that he had left when he was sent, in jobs, and one",
        ),
        ("factor", "number", "hands-on time over that of a first job"),
        ("done", "flag", "the visit completed the job, which counts from now on"),
    ),
    # One row per course that a technician begins.
    "training": columns(
        ("technician", "code:technician", "who"),
        ("course", "code:course", "which"),
        ("begin", "time", "his first hour of it"),
        ("end", "time", "his last hour of it; empty where that lies beyond the run"),
        ("shows", "time", "level and experience are there from now on; empty while they are not"),
        ("hours", "hours", "shift hours that it took, as far as the run goes"),
        ("cost", "money", "fee"),
    ),
    # One row per technician and skill at the start, and whenever what he may do changes.
    "qualifications": columns(
        ("time", "time", "from"),
        ("technician", "code:technician", "who"),
        ("skill", "code:skill", "of what"),
        ("level", "count", "level; 0: he has not the skill"),
        ("certified", "flag", "he may be sent to such work: his certificate is valid, or none is wanted"),
        ("by", "code:qualified_by", "why"),
    ),
    # One row per technician who leaves.
    "turnover": columns(
        ("technician", "code:technician", "whose post, and van"),
        ("left", "time", "when"),
        ("joined", "time", "somebody else took over; empty where nobody has"),
    ),
    # One row per time that somebody was sent on shift to what his overtime limit held to an end.
    "overtime_limits": columns(
        ("technician", "code:technician", "who"),
        ("site", "code:site", "where to"),
        ("at", "time", "he was sent"),
        ("work", "hours", "hands-on time expected, the mean of the fault that the order was about"),
    ),
    # One row per scarce tool that somebody took along, written when it is back.
    "loans": columns(
        ("visit", "id", "visit in the visits table"),
        ("tool", "code:tool", "which"),
        ("home", "code:location", "where it is kept"),
        ("technician", "code:technician", "who has it"),
        ("asked", "time", "the order began to wait for somebody with the tool"),
        ("begin", "time", "he sets off with it, or to fetch it"),
        ("end", "time", "it is back; empty while it is out"),
    ),
    # One row per drive that is not a visit.
    "trips": columns(
        ("technician", "code:technician", "who"),
        ("begin", "time", "set off"),
        ("hours", "hours", "duration"),
        ("km", "km", "distance"),
        (
            "trip",
            "code:trip",
            "home, home between jobs (on shift, by who takes each order from home), or to a job until he was turned round (on shift)",
        ),
    ),
}
