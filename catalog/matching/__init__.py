"""Matching: which descriptions of stays are the same hotel, and what people decided of them."""
