// What a bench says: one figure beside its reference of the same run, and how its goal is judged.

export interface Goal {
  /** value / reference, judged in every run. */
  readonly ratio?: { readonly atLeast: number } | { readonly atMost: number }
  /** The value alone, judged only where the machine was quiet. */
  readonly value?: { readonly atLeast: number } | { readonly atMost: number }
}

export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The same kind of work done the plain way, measured in turn with ours. */
  readonly reference?: number
  /** What the reference is, where a bench has several. */
  readonly against?: string
  readonly ratio?: number
  readonly goal?: Goal
  /** The fixed loops beside the measurement wavered: the value says little, the ratio still something. */
  readonly noisy: boolean
  readonly met: boolean | undefined
}

type Bound = { readonly atLeast: number } | { readonly atMost: number }

function holds(bound: Bound, measured: number): boolean {
  return 'atLeast' in bound ? measured >= bound.atLeast : measured <= bound.atMost
}

/** Undefined: nothing could be judged (no goal, or a goal in units in a noisy run). */
export function judgeGoal(goal: Goal | undefined, value: number, ratio: number | undefined, noisy: boolean): boolean | undefined {
  const verdicts: boolean[] = []
  if (goal?.ratio !== undefined && ratio !== undefined) verdicts.push(holds(goal.ratio, ratio))
  if (goal?.value !== undefined && !noisy) verdicts.push(holds(goal.value, value))
  return verdicts.length === 0 ? undefined : verdicts.every(Boolean)
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** Linear between the two nearest ranks. */
export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0) throw new Error('a quantile of nothing')
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * q
  const low = sorted[Math.floor(at)] ?? 0
  const high = sorted[Math.ceil(at)] ?? low
  return low + (high - low) * (at - Math.floor(at))
}

function boundText(bound: Bound, unit: string): string {
  return 'atLeast' in bound ? `>= ${bound.atLeast}${unit}` : `<= ${bound.atMost}${unit}`
}

export function goalText(goal: Goal | undefined, unit: string): string {
  const parts = [
    ...(goal?.ratio === undefined ? [] : [boundText(goal.ratio, 'x')]),
    ...(goal?.value === undefined ? [] : [boundText(goal.value, ` ${unit}`)]),
  ]
  return parts.join(' and ')
}

const rounded = (value: number): number => Number(value.toPrecision(4))

/** One line a figure, for machines. */
export function toJsonLine(figure: Figure): string {
  const { name, value, unit, reference, against, ratio, goal, noisy, met } = figure
  return JSON.stringify({
    name, value: rounded(value), unit,
    reference: reference === undefined ? null : rounded(reference),
    against: against ?? null,
    ratio: ratio === undefined ? null : rounded(ratio),
    goal: goalText(goal, unit) || null, noisy, met: met ?? null,
  })
}

/** One line a figure, for people. */
export function toTextLine(figure: Figure): string {
  const { name, value, unit, reference, against, ratio, goal, noisy, met } = figure
  const beside = reference === undefined ? '' : `  ${against ?? 'reference'} ${rounded(reference)} ${unit}, ratio ${rounded(ratio ?? Number.NaN)}`
  const aim = goal === undefined ? '' : `  goal ${goalText(goal, unit)}: ${met === undefined ? 'not judged' : met ? 'met' : 'MISSED'}`
  return `${name.padEnd(36)}${String(rounded(value)).padStart(10)} ${unit.padEnd(7)}${beside}${aim}${noisy ? '  noisy' : ''}`
}
