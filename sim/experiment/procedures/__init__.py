"""Procedures: each decides from what is known so far what to run next, and at the end what can be said."""
