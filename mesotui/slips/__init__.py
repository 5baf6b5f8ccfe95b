"""What is handed over: the aftercare slip, as text, on a screen and as a picture."""
