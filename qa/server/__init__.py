"""The door for other programs: HTTP, the OpenAI protocol, and MCP. Needs the extra `server`."""

from qa.server.app import Page, create_app
from qa.server.running import serve

__all__ = ["Page", "create_app", "serve"]
