"""One card for each operator, sometimes one small class beside it."""
