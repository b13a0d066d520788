"""The pages that know every app."""
