"""What all screens stand on: the terminal and when it is written to."""
