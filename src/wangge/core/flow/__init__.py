"""The flow engine: a loop is a table, and there is one door to move a case along it (design §3).

`table` what a loop is made of        `check` refuses a loop that strands a case
`decide` the rules, without a database  `store` the door: lock, decide, append, all in one transaction
`forms` what an action asks             `chain` why nobody can alter a step unseen
`edition` what administrators may set   `chart` the picture for the documentation
`models` the tables a context builds on
"""
