"""Words the model reads: Jinja2 files beside this marker, loaded by `assistant.prompting`."""
