"""What a grid worker's phone asks for: everything it needs without a network, and what there is to do today."""
