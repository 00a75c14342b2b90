"""What the agency's people see behind their login."""

from .routes import router

__all__ = ["router"]
