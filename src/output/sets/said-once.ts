import { joinNames } from '../../counts.ts'

/** Releases that are named; more are counted. */
const mostNamed = 12

/** What several releases say alike: told of the first, and of the others in the end. */
export class SaidOnce {
  readonly #said = new Map<string, { readonly text: string; readonly labels: string[] }>()

  /** Whether it was said before, and by which release; undefined: it wasn't. */
  before(key: string, label: string, text: string): string | undefined {
    const known = this.#said.get(key)
    if (known === undefined) this.#said.set(key, { text, labels: [label] })
    else if (!known.labels.includes(label)) known.labels.push(label)
    return known?.labels[0]
  }

  /** What more than one release said, and which others. */
  repeated(): { readonly text: string; readonly others: string }[] {
    return [...this.#said.values()].flatMap(({ text, labels: [, ...others] }) =>
      others.length === 0 ? [] : [{ text, others: joinNames(others, mostNamed) }],
    )
  }
}
