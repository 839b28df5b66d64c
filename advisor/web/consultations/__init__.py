"""Consultations on disk, one facts file each, and answers that are recorded in them."""
