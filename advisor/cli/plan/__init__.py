"""`advisor plan`: the steps as a plan, and back."""
