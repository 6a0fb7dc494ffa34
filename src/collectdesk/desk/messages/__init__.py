"""What a person does with messages: compose, check, approve, send, and read what comes back."""
