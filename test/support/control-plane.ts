import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBinaries, type Progress } from './control-plane/binaries.ts'
import {
  apiServerArguments,
  controllerManagerArguments,
  etcdArguments,
  kwokArguments,
  schedulerArguments,
} from './control-plane/components.ts'
import { prepareFiles, serverAddress, writeKubeconfig } from './control-plane/files.ts'
import { type Component, startComponent } from './control-plane/process.ts'
import { acceptsPods, apiServerIsReady, certificateExists, createNode, waitUntil } from './control-plane/readiness.ts'

/** A running Kubernetes control plane with two fake nodes, whose pods behave as test/control-plane/stages says. */
export interface ControlPlane {
  /** Path of a kubeconfig with the contexts `admin` (current) and `restricted` (a user without any rights). */
  readonly kubeconfig: string
  /** Path of the kubectl of the same version. */
  readonly kubectl: string
  /** Address of the API server. */
  readonly server: string
  /** The temporary folder with everything it wrote, the components' logs among them. */
  readonly folder: string
  /** Kills the API server, as a crash would. */
  killApiServer(): Promise<void>
  /** Starts one that was killed on the same port and waits until it is ready. */
  startApiServer(): Promise<void>
  /** Kills the API server, waits `downtime` milliseconds (0), starts it on the same port and waits until it is ready. */
  restartApiServer(downtime?: number): Promise<void>
  /** Stops etcd for so many milliseconds, so that what the API server asks it waits. */
  pauseEtcd(milliseconds: number): Promise<void>
  /** Ends every process and removes the folder. May be called twice. */
  stop(): Promise<void>
}

export interface Options {
  /** Called with a line about what takes its time: a build. Default: to stderr. */
  readonly onProgress?: Progress
  /** Further arguments of the API server. */
  readonly apiServer?: readonly string[]
}

/**
 * Starts a control plane of its own in a temporary folder (3 s) and waits until it takes pods. All of it ends with this
 * process, whatever ends that: the components watch a pipe that the system closes then.
 */
export async function startControlPlane(options: Options = {}): Promise<ControlPlane> {
  const binaries = await findBinaries(
    options.onProgress ?? ((line) => process.stderr.write(`control plane: ${line}\n`)),
  )
  const folder = await mkdtemp(join(tmpdir(), 'kdeploy-control-plane-'))
  const components = new Map<string, Component>()
  const start = (name: string, args: readonly string[], binary = binaries.controlPlane) =>
    components.set(name, startComponent(name, binary, args, folder))
  const exitHandler = () => {
    for (const component of components.values()) component.kill()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  const stop = async () => {
    process.off('exit', exitHandler)
    const { remover, ...others } = Object.fromEntries(components)
    await Promise.all(Object.values(others).map((component) => component.stop()))
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    await remover?.stop()
  }
  process.once('exit', exitHandler)
  try {
    start('remover', ['remove', folder], binaries.keeper)
    const { layout, tokens } = await prepareFiles(folder)
    const isReady = () => apiServerIsReady(layout, tokens)
    const wait = (what: string, check: () => Promise<boolean>) => waitUntil(what, [...components.values()], check)

    start('etcd', etcdArguments(layout))
    const apiServer = [...apiServerArguments(layout), ...(options.apiServer ?? [])]
    start('kube-apiserver', apiServer)
    await wait("the API server's certificate", () => certificateExists(layout))
    await writeKubeconfig(layout, tokens)
    start('kube-controller-manager', controllerManagerArguments(layout))
    start('kube-scheduler', schedulerArguments(layout))
    await wait('the API server', isReady)
    start('kwok', kwokArguments(layout, binaries.kwok), binaries.keeper)
    await Promise.all(['node-1', 'node-2'].map((name) => createNode(layout, tokens, name)))
    await wait('a ready node', () => acceptsPods(layout, tokens))

    const killApiServer = async () => components.get('kube-apiserver')?.stop()
    const startApiServer = async () => {
      start('kube-apiserver', apiServer)
      await wait('the API server', isReady)
    }
    return {
      kubeconfig: layout.kubeconfig,
      kubectl: binaries.kubectl,
      server: serverAddress(layout),
      folder,
      stop,
      killApiServer,
      startApiServer,
      async restartApiServer(downtime = 0) {
        await killApiServer()
        await new Promise((resolve) => setTimeout(resolve, downtime))
        await startApiServer()
      },
      pauseEtcd: async (milliseconds) => components.get('etcd')?.pause(milliseconds),
    }
  } catch (error) {
    await stop()
    throw error
  }
}
