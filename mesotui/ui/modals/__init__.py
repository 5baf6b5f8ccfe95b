"""One module a dialog; each gives back one typed answer."""
