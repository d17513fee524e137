import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findCluster } from '../../test/support/cluster/find-cluster.ts'
import { type Bench, run } from './tools.ts'

/** A cluster to measure on, with what the measurements leave behind. */
export interface Bed {
  /** A folder for a project, and the cluster. */
  open(): Bench
  /** Makes a namespace and returns its name. */
  createNamespace(): string
  /** Waits until the controllers have seen the namespace's workloads, so that their work isn't measured with what comes next. */
  settle(namespace: string): void
}

/** Measures on the cluster of KDEPLOY_TEST_KUBECONFIG, else on a control plane of its own, and tidies up. */
export async function onBed(measure: (bed: Bed) => void | Promise<void>): Promise<void> {
  const cluster = await findCluster()
  const { kubeconfig, kubectl } = cluster
  const folders: string[] = []
  const namespaces: string[] = []
  const ask = (...args: readonly string[]) => run({ folder: tmpdir(), kubeconfig, kubectl }, [kubectl, ...args]).stdout
  try {
    await measure({
      open() {
        const folder = mkdtempSync(join(tmpdir(), 'kdeploy-bench-'))
        folders.push(folder)
        return { folder, kubeconfig, kubectl }
      },
      createNamespace() {
        const name = `bench-${process.pid}-${namespaces.length}`
        ask('create', 'namespace', name)
        namespaces.push(name)
        return name
      },
      settle(namespace) {
        const seen = 'jsonpath={range .items[*]}{.metadata.generation}={.status.observedGeneration}{"\\n"}{end}'
        for (let tries = 0; tries < 100; tries++) {
          const lines = ask('get', 'deployments,statefulsets', '--namespace', namespace, '--output', seen).split('\n')
          if (lines.every((line) => new Set(line.split('=')).size === 1)) return
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
        }
      },
    })
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    if (namespaces.length > 0) ask('delete', 'namespace', '--wait=false', ...namespaces)
    await cluster.stop()
  }
}
