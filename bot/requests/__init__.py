"""Wishes that become requests: confirmed once, filed exactly once, never lost."""
