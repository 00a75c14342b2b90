"""Finding offers: price columns, words, facets, calendar and ranking within one generation."""
