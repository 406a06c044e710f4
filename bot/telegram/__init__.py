"""The only place that knows Telegram: updates in (intake, incoming), messages out (outgoing, limits), handlers."""
