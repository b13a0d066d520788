"""One search over rows of many models."""
