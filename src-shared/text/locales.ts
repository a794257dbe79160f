// The namespaces of resources/locales and the keys that exist in them; zh-CN comes first, so its files are what a key is checked against.

/** Type alone: the texts themselves are read by whoever shows them. */
export interface Locales {
  readonly answer: typeof import('../../resources/locales/zh-CN/answer.json')
  readonly app: typeof import('../../resources/locales/zh-CN/app.json')
  readonly audit: typeof import('../../resources/locales/zh-CN/audit.json')
  readonly clock: typeof import('../../resources/locales/zh-CN/clock.json')
  readonly consent: typeof import('../../resources/locales/zh-CN/consent.json')
  readonly enrol: typeof import('../../resources/locales/zh-CN/enrol.json')
  readonly entries: typeof import('../../resources/locales/zh-CN/entries.json')
  readonly erasure: typeof import('../../resources/locales/zh-CN/erasure.json')
  readonly evidence: typeof import('../../resources/locales/zh-CN/evidence.json')
  readonly identity: typeof import('../../resources/locales/zh-CN/identity.json')
  readonly help: typeof import('../../resources/locales/zh-CN/help.json')
  readonly intake: typeof import('../../resources/locales/zh-CN/intake.json')
  readonly incidents: typeof import('../../resources/locales/zh-CN/incidents.json')
  readonly inventory: typeof import('../../resources/locales/zh-CN/inventory.json')
  readonly errors: typeof import('../../resources/locales/zh-CN/errors.json')
  readonly macro: typeof import('../../resources/locales/zh-CN/macro.json')
  readonly fleet: typeof import('../../resources/locales/zh-CN/fleet.json')
  readonly keys: typeof import('../../resources/locales/zh-CN/keys.json')
  readonly letters: typeof import('../../resources/locales/zh-CN/letters.json')
  readonly notes: typeof import('../../resources/locales/zh-CN/notes.json')
  readonly packages: typeof import('../../resources/locales/zh-CN/packages.json')
  readonly practice: typeof import('../../resources/locales/zh-CN/practice.json')
  readonly person: typeof import('../../resources/locales/zh-CN/person.json')
  readonly policy: typeof import('../../resources/locales/zh-CN/policy.json')
  readonly queue: typeof import('../../resources/locales/zh-CN/queue.json')
  readonly register: typeof import('../../resources/locales/zh-CN/register.json')
  readonly rejections: typeof import('../../resources/locales/zh-CN/rejections.json')
  readonly report: typeof import('../../resources/locales/zh-CN/report.json')
  readonly request: typeof import('../../resources/locales/zh-CN/request.json')
  readonly retention: typeof import('../../resources/locales/zh-CN/retention.json')
  readonly reveal: typeof import('../../resources/locales/zh-CN/reveal.json')
  readonly search: typeof import('../../resources/locales/zh-CN/search.json')
  readonly staff: typeof import('../../resources/locales/zh-CN/staff.json')
  readonly steps: typeof import('../../resources/locales/zh-CN/steps.json')
  readonly support: typeof import('../../resources/locales/zh-CN/support.json')
  readonly sync: typeof import('../../resources/locales/zh-CN/sync.json')
  readonly unlock: typeof import('../../resources/locales/zh-CN/unlock.json')
  readonly workstation: typeof import('../../resources/locales/zh-CN/workstation.json')
  readonly words: typeof import('../../resources/locales/zh-CN/words.json')
}

/** `count_other` is asked for as `count`; i18next picks the plural form. */
type Unplural<Key extends string> = Key extends `${infer Base}_${'one' | 'other'}` ? Base : Key

type Leaves<Texts> = {
  [Key in keyof Texts & string]: Texts[Key] extends string ? Unplural<Key> : `${Key}.${Leaves<Texts[Key]>}`
}[keyof Texts & string]

/** `namespace:path.to.text`. */
export type TextKey = { [Name in keyof Locales & string]: `${Name}:${Leaves<Locales[Name]>}` }[keyof Locales & string]

/** Texts of one language by namespace. */
export type Texts = Readonly<Record<string, object>>
