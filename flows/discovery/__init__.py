"""Where URLs come from: the feeds, sitemaps and home page of an outlet, and when each is asked."""
