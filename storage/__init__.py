"""SQL: the archive of what the network said, the database of what it means, the file that people query."""
