"""Care registers (照护登记): help for one person, by the few people who give it, until it is no longer needed.

Which registers there are is data (`data/care.yaml`). An entry is a case of the flow engine that its case workers
alone see; when it ends, everything that says something of the person is deleted (docs/decisions/0019).

`definitions` what a register is    `flow` its loop        `world` what the loop asks, and what is said in it
`actions` every write               `queries` every read   `ending` what ends by itself and is deleted
"""
