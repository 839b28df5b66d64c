"""The server of `advisor mcp`: tools for an assistant, by the Model Context Protocol."""
