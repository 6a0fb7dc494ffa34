"""How a finished message leaves: e-mail, calendar invitations, links for a person to act on, and the mail server.

Pure transport: takes values, returns values, knows no database.
"""
