"""The connector kinds: each turns one fetched body into raw records, as a card says."""
