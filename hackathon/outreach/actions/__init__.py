"""What organisers do: mail to many, announcements."""
