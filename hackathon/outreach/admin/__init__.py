"""The desk in the organisers' admin: people, mail to many, announcements."""
