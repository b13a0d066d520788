"""What keeps the site safe in the open: headers, sign-in, and a limit on reading."""
