"""What is the visitor's own: wishes, newsletter, needs, and everything we keep about them."""

from .routes import router

__all__ = ["router"]
