"""What those who run the site can see of it: lines of a log, and measures."""
