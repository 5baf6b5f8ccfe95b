"""Codes as scanners send them, and what is to come of each."""
