import { startControlPlane } from './control-plane.ts'

/** Starts a control plane to play with and keeps it until Ctrl-C: `npx tsx test/support/run-control-plane.ts`. */
const controlPlane = await startControlPlane()
process.stdout.write(`export KUBECONFIG=${controlPlane.kubeconfig}\nalias kubectl=${controlPlane.kubectl}\n`)
process.stderr.write('The control plane runs until Ctrl-C.\n')

const keepAlive = setInterval(() => {}, 60_000)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, async () => {
    clearInterval(keepAlive)
    await controlPlane.stop()
    process.exitCode = 0
  })
}
