"""qanswer: answers buyers' security questionnaires from a vendor's own policies."""

__version__ = "0.1.0"
