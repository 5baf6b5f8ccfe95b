"""A full-screen terminal console that runs a mesotherapy treatment room."""

__version__ = "0.1.0"
