"""A page for people without a terminal: `advisor serve`. Only this room uses starlette and uvicorn."""
