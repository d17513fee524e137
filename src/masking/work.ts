/** Counts what a search does, in steps that take about the same time each. */
export interface Work {
  steps: number
}
