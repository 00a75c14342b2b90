"""The gate: whether a run may take the place of the last published one."""
