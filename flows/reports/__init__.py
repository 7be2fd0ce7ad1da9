"""What happened, told to people: pages, tables and drawings."""
