"""Text to matches: pure, no input or output once it is built; the only room that knows spaCy."""
