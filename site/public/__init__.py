"""The public site: home, results, stay page and the pages of trust."""
