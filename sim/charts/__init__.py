"""Pictures: functions `plot_x(frame, ax=None)` of small tables, one theme per file, matplotlib's object interface throughout.

Every function draws into the axes it is given, or makes a figure of its own; nothing is shown and no global state is touched.
"""
