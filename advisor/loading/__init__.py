"""Files to model: facts files and packs, with every error of an input found in one run, each with its place."""
