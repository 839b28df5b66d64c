"""The commands of `advisor packs`: trust in packs that only the current folder names."""
