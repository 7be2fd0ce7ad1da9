"""Bytes and values only: pages to clean articles, texts to copies. No network, database, clock or scheduler."""
