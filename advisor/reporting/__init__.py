"""Reports in words, pages, pictures and documents; the only package that uses Jinja2.

Jinja2 and the document libraries are imported only where they are used.
"""
