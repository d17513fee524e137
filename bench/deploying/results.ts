import type { Figures } from './figures.ts'
import { type Limits, type Step, steps, targets } from './steps.ts'
import type { Tool } from './tools.ts'

/** What one number of objects showed. */
export interface Results {
  readonly count: number
  readonly milliseconds: Figures
  /** Peak memory in MB. */
  readonly memory: Figures
  readonly own: Tool
  /** kdeploy with a small project, where that was measured beside it. */
  readonly small: Tool | undefined
  readonly passes: readonly Tool[]
  readonly peers: readonly Tool[]
}

const signs = {
  '<': (figure: number, limit: number) => figure < limit,
  '<=': (figure: number, limit: number) => figure <= limit,
  '>=': (figure: number, limit: number) => figure >= limit,
}

/** Prints the times, then the ratios, with the targets of this number of objects. */
export function showResults({ count, milliseconds, memory, own, small, passes, peers }: Results): void {
  const target = targets.get(count)
  print('', ({ name }) => name)
  for (const { name } of [...passes, own, ...(small ? [small] : []), ...peers])
    print(name, (step) => cell(milliseconds.median({ tool: name, step: step.name }) / 1000, 2, 's'))

  const best = (step: string) =>
    passes
      .map(({ name }) => ({ tool: name, step }))
      .toSorted((a, b) => milliseconds.median(a) - milliseconds.median(b))[0] ?? { tool: '', step }
  const inPasses = ({ name, fixedCost, passOf }: Step) =>
    milliseconds.ratio({ tool: own.name, step: name }, best(passOf), fixedCost)
  print('fixed cost', ({ fixedCost }) => cell(fixedCost / 1000, 2, 's'))
  print('kdeploy beyond it', (step) => cell(inPasses(step), 2, 'passes'))
  printTarget('<=', target?.passes, inPasses)

  for (const peer of peers) {
    const times = ({ name }: Step) =>
      1 / milliseconds.ratio({ tool: own.name, step: name }, { tool: peer.name, step: name })
    print(`${peer.name} / kdeploy`, (step) => cell(times(step), 1, 'x'))
    printTarget('>=', target?.peers.find(([name]) => name.test(peer.name))?.[1], times)
  }

  if (small !== undefined) {
    const growth = ({ name }: Step) =>
      milliseconds.ratio({ tool: own.name, step: name }, { tool: small.name, step: name })
    print(`${own.name} / ${small.name}`, (step) => cell(growth(step), 1, 'x'))
    printTarget('<', target?.growth, growth)
  }

  const peak = ({ name }: Step) => Math.max(...memory.of({ tool: own.name, step: name }))
  print('kdeploy, peak memory', (step) => cell(peak(step), 0, 'MB'))
  printTarget('<', target?.memory, peak)
}

function printTarget(sign: keyof typeof signs, limits: Limits | undefined, figure: (step: Step) => number): void {
  if (limits === undefined) return
  print('  target', (step) => {
    const limit = limits[step.name]
    if (limit === undefined || Number.isNaN(figure(step))) return 'none'
    return `${sign} ${limit} ${signs[sign](figure(step), limit) ? 'met' : 'MISSED'}`
  })
}

function cell(figure: number, digits: number, unit: string): string {
  return Number.isNaN(figure) ? '-' : `${figure.toFixed(digits)} ${unit}`
}

function print(title: string, of: (step: Step) => string): void {
  console.log(title.padEnd(38) + steps.map((step) => of(step).padStart(16)).join(''))
}
