"""One search over rows of many kinds."""
