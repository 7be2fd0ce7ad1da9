"""Asking outlets: who we are, whether we may, how fast, and what came back."""
