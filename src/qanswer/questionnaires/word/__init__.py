"""A Word document becomes a questionnaire."""
