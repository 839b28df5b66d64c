"""From firings to advice: reasons, steps, cautions, open questions and changes of the verdict. Data only."""
