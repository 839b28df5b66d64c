"""Answers from survey tools: exports to respondents. What is not understood is refused with its place."""
