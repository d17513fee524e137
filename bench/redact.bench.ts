/**
 * What the search for known values costs, in user CPU time: the first search after 200 values were learned, 10,000 lines of a log
 * with 500 values that come in 20 batches, the same with 2,000 at once, and long texts, whose edges are searched too.
 */
import { createMasking, type Masking } from '../src/masking/masking.ts'

const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!@#$%^&*()-_=+'
let state = 7

function below(limit: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return Math.floor((state / 2 ** 32) * limit)
}

function values(count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    Array.from({ length: 8 + (index % 60) }, () => alphabet.charAt(below(alphabet.length))).join(''),
  )
}

const lines = Array.from(
  { length: 10_000 },
  (_, index) => `2026-01-01T00:00:00Z INFO pod/web-${index} request "GET /api/v1/items?page=${index}" status=200`,
)
const texts = Array.from({ length: 200 }, (_, index) => lines.slice(index * 20, index * 20 + 20).join('\n'))

function measure(name: string, work: (masking: Masking) => void): void {
  const masking = createMasking()
  const began = process.cpuUsage()
  work(masking)
  console.log(`${name.padEnd(44)} ${(process.cpuUsage(began).user / 1000).toFixed(0).padStart(6)} ms`)
}

function redactInBatches(masking: Masking, known: readonly string[], batches: number): void {
  for (let batch = 0; batch < batches; batch++) {
    const share = <T>(all: readonly T[]) =>
      all.slice((batch * all.length) / batches, ((batch + 1) * all.length) / batches)
    masking.registerSecrets(share(known))
    for (const line of share(lines)) masking.redact(line)
  }
}

const [few, some, many] = [values(200), values(500), values(2000)]
measure('200 values, first search', (masking) => {
  masking.registerSecrets(few)
  masking.redact('nothing of it')
})
measure('10,000 lines, 500 values in 20 batches', (masking) => redactInBatches(masking, some, 20))
measure('10,000 lines, 2,000 values at once', (masking) => redactInBatches(masking, many, 1))
measure('200 texts of 20 lines, 2,000 values', (masking) => {
  masking.registerSecrets(many)
  for (const text of texts) masking.redact(text)
})
