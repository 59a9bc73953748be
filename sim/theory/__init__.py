"""Closed forms and exact solutions: queues, machines and repairers, spares, maintenance, warranty, forecasts.

Every function takes its parameters by the field's names in any unit of time (the same throughout), and returns the
figures as a small frozen object or, when there is just one, as a number. Bad arguments raise ValueError with what
was expected. Nothing here knows the simulator: these are the figures that it is compared with.
"""
