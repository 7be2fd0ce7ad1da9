"""The Prefect server: what shall stand on it, how it is kept up, what it is told."""
