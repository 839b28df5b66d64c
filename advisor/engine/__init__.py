"""The forward-chaining engine: rules to experta, firings back. Nothing else in the project imports experta."""
