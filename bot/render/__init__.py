"""Values -> words, tables, files. Pure: nothing here asks, sends or remembers."""
