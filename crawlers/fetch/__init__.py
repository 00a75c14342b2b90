"""Polite, guarded fetching: Scrapy's parts, the response store and the one httpx client."""
