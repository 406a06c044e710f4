"""The command line: one file a command, each a function that takes the parsed words and returns an exit status."""
