"""Studies: from a question in a file to a table of runs, kept in a journal, and to what can be said from it."""
