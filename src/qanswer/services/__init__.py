"""One use case per file, called by the command line; no click, no web."""
