"""Who is who: agencies, people, cases, contact points, what they consented to, who may look."""
