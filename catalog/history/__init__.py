"""History: what prices were at each published run, kept in files, and read back with its gaps."""
