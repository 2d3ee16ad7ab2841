"""The frame of the dashboard: entry script, navigation, language, server."""
