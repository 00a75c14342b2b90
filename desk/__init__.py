"""What people and programs both know of the work at the desk: operators, refused runs."""
