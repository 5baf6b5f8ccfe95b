"""The treatment itself: frozen values and pure functions, standard library only."""
