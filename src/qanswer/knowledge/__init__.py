"""Policy files become sources and passages."""
