/** What was measured of a tool in a step. */
interface Measured {
  readonly tool: string
  readonly step: string
}

/** Numbers by tool and step, one a round. */
export class Figures {
  readonly #numbers = new Map<string, number[]>()

  add({ tool, step }: Measured, number: number): void {
    this.#numbers.set(`${tool}/${step}`, [...this.of({ tool, step }), number])
  }

  of({ tool, step }: Measured): readonly number[] {
    return this.#numbers.get(`${tool}/${step}`) ?? []
  }

  /** NaN where nothing was measured. */
  median(measured: Measured): number {
    return median(this.of(measured))
  }

  /** The median over the rounds of one, less `besides`, divided by another of the same round; NaN where nothing was measured. */
  ratio(one: Measured, other: Measured, besides = 0): number {
    const ones = this.of(one)
    const others = this.of(other)
    return median(others.slice(0, ones.length).map((number, round) => ((ones[round] ?? Number.NaN) - besides) / number))
  }
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
