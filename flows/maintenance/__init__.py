"""What is kept, put right: a past period filled in, a takedown, the database made anew."""
