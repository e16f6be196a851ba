"""The forms of the organisers' desk: people, mail to many, announcements."""
