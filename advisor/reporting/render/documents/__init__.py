"""The recommendation with its pictures: a page for a browser, a PDF for print, a Word document to go on with."""
