/** Where the next page begins, in a list whose metadata comes before its items (built-in kinds), or behind them (custom resources). */
const continuations = [
  /^\{(?:"(?:kind|apiVersion)":"[^"\\]*",)*"metadata":\{[^{}]*"continue":"([^"\\]+)"/,
  /"metadata":\{[^{}]*"continue":"([^"\\]+)"[^{}]*\}\}\s*$/,
]

/** The token of the next page, as far as it can be told without reading all of a page; undefined where it can't, or there is none. */
export function nextOf(text: string): string | undefined {
  const [first, last] = [text.slice(0, 4096), text.slice(-4096)]
  return continuations[0]?.exec(first)?.[1] ?? continuations[1]?.exec(last)?.[1]
}
