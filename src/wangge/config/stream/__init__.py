"""Live changes: one asynchronous process beside the web workers tells browsers which cases have moved."""
