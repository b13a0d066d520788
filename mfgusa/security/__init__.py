"""Response headers, rate limits, and the admin's sign-in with a second factor."""
