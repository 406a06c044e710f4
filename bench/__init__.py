"""What the bot costs, measured beside something known, in one run: `python -m bench`, or with the names of subjects."""
