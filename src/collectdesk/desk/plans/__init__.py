"""Payment plans: what one may be, who must approve it, that it is accepted, kept, moved or broken."""
