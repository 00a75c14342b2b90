"""The site for other programs: feeds, sitemaps, pictures for links, descriptions for browsers."""

from .routes import router

__all__ = ["router"]
