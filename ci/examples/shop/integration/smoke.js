// Asks the deployed shop at SHOP_URL what a customer would ask it; exits 1 where an answer is wrong.
const base = process.env.SHOP_URL
if (!base) {
  console.error('SHOP_URL is not set: the address of the environment to test')
  process.exit(1)
}

const expected = [
  ['/ready', { ready: true }],
  ['/total?prices=1000,250', { total: 1500 }],
  ['/total?prices=', { total: 0 }],
]

let failed = 0
for (const [path, want] of expected) {
  const got = await ask(path)
  const isRight = got === JSON.stringify(want)
  if (!isRight) failed += 1
  console.log(isRight ? `ok      GET ${path}` : `FAILED  GET ${path}: expected ${JSON.stringify(want)}, got ${got}`)
}
console.log(`${expected.length - failed} of ${expected.length} answers of ${base} are right`)
process.exitCode = failed === 0 ? 0 : 1

async function ask(path) {
  try {
    const response = await fetch(new URL(path, base), { signal: AbortSignal.timeout(10_000) })
    return response.ok ? (await response.text()).trim() : `HTTP ${response.status}`
  } catch (error) {
    return `no answer (${error.cause?.code ?? error.message})`
  }
}
