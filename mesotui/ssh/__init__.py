"""The console over SSH.

Three kinds of processes: the *door* speaks SSH and moves bytes; the *forker* has everything loaded and
nothing opened, and is copied for each console; a *console* is one copy on its own pseudo-terminal. The door
never opens the records: one more copy, the *keeper*, tells it which keys let whom in.
"""
