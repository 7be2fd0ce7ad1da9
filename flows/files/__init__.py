"""Files in and out: articles and pages of others, and ours for others."""
