"""Nature draws: the laws of failures, durations, travel and the calendar. Nothing here decides, waits or remembers."""
