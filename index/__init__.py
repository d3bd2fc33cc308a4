"""Finding and weighing evidence in the sections of policies."""
