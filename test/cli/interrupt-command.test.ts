import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { program } from '../support/kdeploy.ts'
import { createProject } from '../support/projects/project.ts'

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 143],
] as const)(
  'at %s a run ends in order, though its command left what keeps its output open',
  async (signal, exitCode) => {
    const sockets = new Set<Socket>()
    const server = createServer((socket) => {
      sockets.add(socket.on('error', () => {}))
      if (sockets.size === 2) run.kill(signal)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy()
      server.close()
    })
    const { port } = server.address() as AddressInfo
    // Each ends with its connection, at the latest when the test does.
    const stay = `process.on("SIGTERM", () => {}); process.on("SIGINT", () => {}); const end = () => process.exit(); require("net").connect(${port}, "127.0.0.1").on("close", end).on("error", end)`
    const apart = JSON.stringify({ stdio: 'inherit', detached: true })
    const script = `${stay}; require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(stay)}], ${apart})`
    const command = JSON.stringify([process.execPath, '-e', script])
    const project = await createProject({
      files: {
        'kdeploy.yaml': 'name: shop\n',
        'profiles/prod_shop.yaml': `namespace: shop\nvariablesFrom: [{command: ${command}, as: x}]\n`,
        'templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
      },
    })
    onTestFinished(() => project.remove())
    const run = spawn(program.file, program.args('render', '-p', 'prod_shop'), {
      cwd: project.folder,
      env: { PATH: process.env['PATH'], HOME: '/nonexistent', KUBECONFIG: '/nonexistent' },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let stderr = ''
    run.stderr.on('data', (chunk) => {
      stderr += chunk
    })
    const [code] = await once(run, 'close')
    expect({ code, stderr }).toEqual({ code: exitCode, stderr: expect.stringContaining(`interrupted by ${signal}`) })
  },
)
