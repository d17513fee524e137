/** What was measured of a tool in a step. */
interface Measured {
  readonly tool: string
  readonly step: string
}

/** Numbers by tool and step, at most one a round. */
export class Figures {
  readonly #numbers = new Map<string, Map<number, number>>()

  add({ tool, step }: Measured, round: number, number: number): void {
    this.#numbers.set(`${tool}/${step}`, new Map([...this.#rounds({ tool, step }), [round, number]]))
  }

  of(measured: Measured): readonly number[] {
    return [...this.#rounds(measured).values()]
  }

  /** NaN where nothing was measured. */
  median(measured: Measured): number {
    return median(this.of(measured))
  }

  /** The median of one, less `besides`, divided by another of the same round, over the rounds that have both; NaN where none has. */
  ratio(one: Measured, other: Measured, besides = 0): number {
    const others = this.#rounds(other)
    const ratios = [...this.#rounds(one)].map(
      ([round, number]) => (number - besides) / (others.get(round) ?? Number.NaN),
    )
    return median(ratios.filter((ratio) => !Number.isNaN(ratio)))
  }

  #rounds({ tool, step }: Measured): ReadonlyMap<number, number> {
    return this.#numbers.get(`${tool}/${step}`) ?? new Map()
  }
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
