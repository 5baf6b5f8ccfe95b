"""How stored records become those of a newer version; each step stays as it was once released."""
