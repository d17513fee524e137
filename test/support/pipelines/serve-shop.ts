import { createServer } from 'node:net'
import { join } from 'node:path'
import { waitFor } from '../cluster/cluster.ts'
import { startProgram } from '../program.ts'
import { repository } from '../projects/project.ts'

/** The example's service on this machine, as if its Service were reached from outside; kwok's pods serve nothing. */
export async function serveShop(taxPercent = 20): Promise<{ readonly url: string; stop(): void }> {
  const port = await freePort()
  const env = { PORT: String(port), TAX_PERCENT: String(taxPercent) }
  const { child, result } = startProgram(process.execPath, [join(repository, 'ci/examples/shop/server.js')], { env })
  result.catch(() => {})
  const url = `http://127.0.0.1:${port}`
  const isReady = () =>
    fetch(`${url}/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
  await waitFor('the shop', isReady)
  return { url, stop: () => void child.kill() }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
