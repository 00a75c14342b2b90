"""Seeded generators and runners behind `fairwind bench`."""
