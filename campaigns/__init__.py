"""Who hears what, when: triggers, audiences, journeys, schedules."""
