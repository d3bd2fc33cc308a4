"""What Slack shows, as Block Kit: pure functions, held by golden files, within Slack's limits by construction."""
