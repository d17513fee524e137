/** Measured milliseconds by tool and step, one a round. */
export class Figures {
  readonly #times = new Map<string, number[]>()

  add(tool: string, step: string, milliseconds: number): void {
    const key = `${tool}/${step}`
    this.#times.set(key, [...this.of(tool, step), milliseconds])
  }

  of(tool: string, step: string): readonly number[] {
    return this.#times.get(`${tool}/${step}`) ?? []
  }

  median(tool: string, step: string): number {
    return median(this.of(tool, step))
  }

  /** The median over the rounds of one tool's time, less `besides` milliseconds, divided by another's of the same round. */
  ratio(tool: string, other: string, step: string, besides = 0): number {
    const others = this.of(other, step)
    const own = this.of(tool, step).slice(0, others.length)
    return median(own.map((time, round) => (time - besides) / (others[round] ?? Number.NaN)))
  }
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** One row of a table. */
export function row(title: string, cells: readonly string[]): string {
  return title.padEnd(40) + cells.map((cell) => cell.padStart(16)).join('')
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`
}
