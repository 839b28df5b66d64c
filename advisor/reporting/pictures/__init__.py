"""The pictures of a report, drawn as SVG or PNG, each also as a table and as a sentence.

Importing this package needs no drawing library; drawing does.
"""
