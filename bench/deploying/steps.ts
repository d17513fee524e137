import type { State } from './project.ts'

type StepName = 'create' | 'change all' | 'no change' | 'change one' | 'diff'

/** What every tool is measured in, one after the other in one namespace. */
export interface Step {
  readonly name: StepName
  readonly state: State
  /** Milliseconds that kdeploy may take whatever the number of objects. */
  readonly fixedCost: number
  /** The step whose requests a pass makes, for comparison. */
  readonly passOf: StepName
}

export const steps: readonly Step[] = [
  { name: 'create', state: { version: '1', marker: '1' }, fixedCost: 600, passOf: 'create' },
  { name: 'change all', state: { version: '2', marker: '1' }, fixedCost: 600, passOf: 'change all' },
  { name: 'no change', state: { version: '2', marker: '1' }, fixedCost: 500, passOf: 'no change' },
  { name: 'change one', state: { version: '2', marker: '2' }, fixedCost: 500, passOf: 'change one' },
  // Of one change, which nobody applies.
  { name: 'diff', state: { version: '2', marker: '3' }, fixedCost: 500, passOf: 'no change' },
]

/** By step; none where a figure is only for information. */
export type Limits = Readonly<Partial<Record<StepName, number>>>

interface Targets {
  /** The most passes that kdeploy takes besides its fixed cost. */
  readonly passes?: Limits
  /** How many times as long as kdeploy a peer takes at least. */
  readonly peers: readonly (readonly [name: RegExp, Limits])[]
  /** How many times as long as for the small project kdeploy takes at most. */
  readonly growth?: Limits
  /** In MB. */
  readonly memory?: Limits
}

const serverSide = /^kubectl .* --server-side$/

/** By number of objects. */
export const targets: ReadonlyMap<number, Targets> = new Map([
  [
    500,
    {
      passes: { create: 0.9, 'change all': 1.5, 'no change': 0.25, 'change one': 0.25, diff: 0.25 },
      peers: [
        [serverSide, { 'no change': 3, 'change one': 3, diff: 5 }],
        [/^helm /, { 'no change': 8, 'change one': 8 }],
      ],
    },
  ],
  [
    5000,
    {
      peers: [[serverSide, { 'no change': 8, 'change one': 8 }]],
      growth: { 'no change': 4, 'change one': 4, diff: 4 },
      memory: { create: 250, 'change all': 250, 'no change': 250, 'change one': 250, diff: 250 },
    },
  ],
])
