"""Every read of the register, masked."""
