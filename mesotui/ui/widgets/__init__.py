"""Reusable pieces: attributes in, messages out."""
