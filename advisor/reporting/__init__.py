"""Words last: an advice to text, Markdown or JSON. The only layer that knows Jinja2 (imported where it is used)."""
