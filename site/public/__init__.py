"""The public site: home, results, stay page and the pages of trust."""

from .routes import router

__all__ = ["router"]
