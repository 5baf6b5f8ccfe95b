"""A clinic that exists nowhere, with fictional people, to try everything on."""

MARK = "demo"
"""A file of this name says that a folder holds a demo clinic, so that it may be written to again."""
