"""The plan as data: the advised steps as rows with owner and dates, written to files and read back."""
