"""The pages: what each one shows, the templates, and the style."""
