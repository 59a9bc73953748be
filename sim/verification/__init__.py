"""Proof: cases whose answers are known, each computed from theory and simulated from an ordinary scenario.

A case is an entry of `cases/*.yaml`: the model in words, its source, the reference figures, the function of `sim.theory` that gives
them and, where the simulator can say the model, a scenario with what to measure in its records. `cases` reads them, `measures` looks into the
records, `trial` runs, `judgement` says what follows, `write` leaves it for people and machines.
"""
