"""Policies decide: state in, decision out. They neither draw nor wait, and see only what their family's view shows."""
