"""The question a visitor asks and the answer the site promises."""
