"""Units, people, their roles, and who deputises for whom.

A person is known by the host's identifier and a snapshot of the name; whoever signs in to the host
is entered here at the first visit as an employee. ``services.actor_of`` makes the Actor that every
business verb takes.
"""
