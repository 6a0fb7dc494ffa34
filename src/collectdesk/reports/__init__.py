"""What is told: key figures and the shift report."""
