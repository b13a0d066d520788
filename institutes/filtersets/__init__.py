"""The FilterSets of the catalogues, one module per subject."""
