/** In a list whose metadata comes before its items, as that of a built-in kind. */
const atStart = /^\{(?:"(?:kind|apiVersion)":"[^"\\]*",)*"metadata":\{[^{}]*"continue":"([^"\\]+)"/
/** In one whose metadata comes behind them, as that of a custom resource. */
const atEnd = /"metadata":\{[^{}]*"continue":"([^"\\]+)"[^{}]*\}\}\s*$/

/** The token of the next page, as far as it can be told without reading all of a page; undefined where it can't, or there is none. */
export function nextOf(text: string): string | undefined {
  return atStart.exec(text.slice(0, 4096))?.[1] ?? atEnd.exec(text.slice(-4096))?.[1]
}
