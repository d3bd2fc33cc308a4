"""The reader: given a question and a few sentences of a policy, do they answer it, and which of them does."""
