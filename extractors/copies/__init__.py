"""Texts to the edges between them."""
