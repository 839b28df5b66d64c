"""Proofs about a rule base for all companies at once: each law holds, or a company shows that it does not."""
