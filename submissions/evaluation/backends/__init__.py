"""Where evaluations run. Each back end starts the engine with a spec and gives back its lines; none of them knows of rows."""
