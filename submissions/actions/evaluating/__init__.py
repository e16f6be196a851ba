"""Everything that changes evaluations: jobs are queued, claimed, run, recorded, cancelled and swept; results are stored."""
