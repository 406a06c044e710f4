"""One small ASGI service: the webhook, health, metrics."""
