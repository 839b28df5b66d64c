"""From firings to advice: reasons, steps, cautions, open questions, and what would change the verdict. Data only."""
