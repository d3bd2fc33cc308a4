"""What outlives a request: conversations in redacted words, feedback, and the trail. SQLite by default, PostgreSQL by URL."""
