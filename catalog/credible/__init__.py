"""Credible: single offers whose price cannot be right beside everything else that is known."""
