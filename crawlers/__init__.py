"""From an operator's page or feed to checked offers: cards, connectors, polite fetching, intake."""
