"""The pictures of a report, each also as a table and as a sentence.

Importing this package needs no drawing library; drawing does.
"""
