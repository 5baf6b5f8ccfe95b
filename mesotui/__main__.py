"""Run the console with ``python -m mesotui``."""

from mesotui.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
