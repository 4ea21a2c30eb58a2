"""Polluted tokens that leaked into text: where they stand, and how sure that is."""
