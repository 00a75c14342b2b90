"""The numbered steps from what an operator said to a typed, checked offer; one job a file."""
