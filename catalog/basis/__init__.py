"""Basis: whether an amount is for the party or a person, proved from the rows that pages share."""
