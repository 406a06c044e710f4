"""A simulated Telegram on this machine, and the page that talks to it."""
