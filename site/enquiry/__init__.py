"""The question a visitor asks and the answer the site promises."""

from .routes import router

__all__ = ["router"]
