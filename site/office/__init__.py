"""What the agency's people see behind their login."""
