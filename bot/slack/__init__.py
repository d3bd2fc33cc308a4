"""The assistant in Slack: the same answers, in the thread they were asked in, exactly once. Socket Mode and HTTP alike."""
