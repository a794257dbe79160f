// Every free text of a request that is handed over, with its place: what was written, what was asked for, what was changed, what was answered.
import type { Spot } from '../../src-shared/domain/redactions'
import type { RequestRecord } from '../../src-shared/protocol/records'

export function mapRequestTexts(request: RequestRecord, change: (text: string, spot: Spot) => string): RequestRecord {
  const { id: requestId, corrections, transferTo, changes, decision } = request
  const asked = (text: string, field: string): string => change(text, { place: 'asked', requestId, field })
  return {
    ...request,
    text: change(request.text, { place: 'request', requestId }),
    ...(corrections ? { corrections: corrections.map((one, at) => ({ ...one, value: asked(one.value, `corrections.${String(at)}`) })) } : {}),
    ...(transferTo === undefined ? {} : { transferTo: asked(transferTo, 'transferTo') }),
    ...(changes
      ? {
          changes: changes.map((one, at) => ({
            ...one, ...(one.before === undefined ? {} : { before: asked(one.before, `changes.${String(at)}.before`) }), after: asked(one.after, `changes.${String(at)}.after`),
          })),
        }
      : {}),
    ...(decision ? { decision: { ...decision, text: change(decision.text, { place: 'answer', requestId }) } } : {}),
  }
}

export function textsOfRequest(request: RequestRecord): readonly { readonly text: string; readonly spot: Spot }[] {
  const texts: { readonly text: string; readonly spot: Spot }[] = []
  mapRequestTexts(request, (text, spot) => {
    texts.push({ text, spot })
    return text
  })
  return texts
}
