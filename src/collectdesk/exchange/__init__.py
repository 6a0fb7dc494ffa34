"""What comes in and goes out: ledgers, contacts, rates and bank statements."""
