"""The forward-chaining engine on experta: rules go in, firings come out."""
