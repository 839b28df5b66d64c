"""The tools for authors of rule packs: one package for each verb, and the packages they share."""
