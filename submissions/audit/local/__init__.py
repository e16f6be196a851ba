"""A folder, or one repo alone, in place of a delivered project on the Hub."""
