"""Reports of something illegal at the desks: decided by agents, complaints about decisions answered by reviewers."""
