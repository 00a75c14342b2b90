"""Fairwind: tour offers from every operator, compared on one site."""
