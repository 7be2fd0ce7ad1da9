"""Questions that change nothing: what an outlet offers, what became of a URL, what another cleaner would make."""
