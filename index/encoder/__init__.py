"""Texts as vectors: what an encoder promises, the one that is made on first use, and the others that can take its place."""
