"""What is asked about mail to many and announcements."""
