"""The trail: a record of every answer, each sealed with the one before, so that a change to any of them shows."""
