"""Patrols (巡查): a task with a checklist and any number of findings, each the draft of an event."""
