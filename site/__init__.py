"""The web site: public pages and the office, rendered on the server."""
