/** `1 pod`, `3 pods`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`
}

/** The names of the first of some items, and how many more there are: `web, db and 3 more`. */
export function joinNames(names: readonly string[], most: number): string
export function joinNames<Item>(items: readonly Item[], most: number, nameOf: (item: Item) => string): string
export function joinNames<Item>(items: readonly Item[], most: number, nameOf: (item: Item) => string = String): string {
  const names = items
    .slice(0, most)
    .map((item) => nameOf(item))
    .join(', ')
  return items.length > most ? `${names} and ${items.length - most} more` : names
}
