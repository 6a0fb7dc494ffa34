"""The frame of the workstation: app, registry of actions, jobs, safe text."""
