// The parts that one origin can be run in, each as often as there is need.
//
// | role      | does                                                    | how many                                                        |
// |-----------|---------------------------------------------------------|-----------------------------------------------------------------|
// | api       | HTTPS for desks and intake; hears of new feed rows       | any number: all state is in the database                        |
// | sequencer | numbers the feed                                        | any number: the head row's lock lets one work at a time          |
// | janitor   | sweeps, completion, releases, retention, erasure ledger | any number: an advisory lock lets one work at a time             |
// | all       | all three; with the embedded database the only one      | one with the embedded database, else any number                 |
// Every role answers GET /healthz on its own port.

export const ORIGIN_ROLES = ['all', 'api', 'sequencer', 'janitor'] as const
export type OriginRole = (typeof ORIGIN_ROLES)[number]

export function isOriginRole(text: string): text is OriginRole {
  return ORIGIN_ROLES.some((role) => role === text)
}

/** Whether a process of this role does the work of that one. */
export function doesWorkOf(role: OriginRole, work: Exclude<OriginRole, 'all'>): boolean {
  return role === 'all' || role === work
}
