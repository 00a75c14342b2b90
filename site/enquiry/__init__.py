"""The question a visitor asks and the answer the site promises."""

# The stay page holds our form, and our form speaks of prices as the public pages do: whoever is
# imported first, the public slice must be begun before ours.
from .. import public  # noqa: F401
from .routes import router

__all__ = ["router"]
