"""Judging the answers: cases, metrics, runs and comparisons."""
