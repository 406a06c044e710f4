"""The family of errors of the program; each message is one sentence for the person who can put it right.

config.faults.RemembrancerFault
└── BotError
    ├── StoreError           the database cannot be used as it is
    │   └── NewerDatabase    it was written by a later version of the program
    ├── TelegramRefusal      Telegram will not serve this bot (wrong token, another poller that stays)
    └── WrongUsage           the command line asks for something that there is not
"""

from __future__ import annotations

from config.faults import RemembrancerFault


class BotError(RemembrancerFault):
    """The parent of the program's own errors."""


class StoreError(BotError):
    """The database cannot be opened, read or brought to this version."""


class NewerDatabase(StoreError):
    """The database was written by a later version; the program must not touch it."""


class TelegramRefusal(BotError):
    """Telegram refuses this bot for good, so that waiting will not help."""


class WrongUsage(BotError):
    """A command's words are off."""
