"""What the bot remembers. The only place with SQL; everybody else knows the verbs of `bot.store.base.Store`."""
