"""The FilterSets of roadmaps, roadmap items, skills and challenges."""
