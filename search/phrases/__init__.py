"""Phrases: what visitors type, understood into the filters of a search, in four languages."""

from .read import Chip, Understood, read

__all__ = ["Chip", "Understood", "read"]
