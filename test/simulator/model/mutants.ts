// Faults that the simulator must find (docs/simulator.md); each is a switch that stands in test code alone. One that is not found means
// that the simulator is too weak, not that the fault is harmless.

export type Mutant =
  | 'feed-by-sequence' // a number is taken when a write begins, so it may become visible after a later one
  | 'floor-one-early' // retention deletes one row more than the floor says
  | 'tombstone-dropped' // what left a scope is forgotten when changes are put together
  | 'result-outside' // the result of a push is stored after its effect's transaction
  | 'cursor-before-rows' // the desk keeps the cursor in a transaction of its own, before the rows
  | 'outbox-cleared' // a reset empties the outbox
  | 'scope-ignored' // what a revoked scope held stays where another one, revoked too, once held it
  | 'lease-by-wall-clock' // the lease is judged by the wall clock alone
