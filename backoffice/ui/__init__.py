"""Page shell, components, forms and lists that every function's screens are made of; all shown at /ui/."""
