"""Answers from exports of survey tools and our own forms, read to respondents."""
