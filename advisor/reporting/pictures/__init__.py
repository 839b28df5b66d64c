"""The pictures of a written recommendation: plain data in; SVG or PNG out, and the same told as a table and a sentence.

Importing this package needs no drawing library; drawing does.
"""
