/** What `make` makes, from the first time on that it is asked for: what takes milliseconds and isn't needed by every run. */
export function lazily<Made extends object>(make: () => Made): () => Made {
  let made: Made | undefined
  return () => {
    made ??= make()
    return made
  }
}
