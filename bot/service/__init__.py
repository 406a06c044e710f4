"""Decisions: what is due to whom. No Telegram, no SQL, no YAML."""
