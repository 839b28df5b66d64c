"""The application: routes, one module for each part of the page, and the server that runs them."""
