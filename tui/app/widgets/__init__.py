"""Parts of screens: each is given a frozen view model and posts messages."""
