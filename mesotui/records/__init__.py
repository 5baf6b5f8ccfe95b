"""What is kept: the only package that knows SQLModel and SQL."""
