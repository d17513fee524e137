import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Stage } from './dockerfile.ts'

/** A stage that was carried out without Docker, on this machine in the place of its base image. */
export interface BuiltStage {
  /** A path of the stage, as a path of this machine. */
  pathOf(path: string): string
}

/**
 * Carries out the COPY, WORKDIR and RUN instructions of a stage that reads nothing but what it copied: `context` is the folder of
 * what `docker build` would send, and the stage's root is `root`. RUN's commands may name no absolute path.
 */
export async function buildStage({ instructions }: Stage, context: string, root: string): Promise<BuiltStage> {
  let folder = '/'
  const pathOf = (path: string) => join(root, path.startsWith('/') ? path : join(folder, path))
  for (const { name, text, flags } of instructions) {
    if (name === 'WORKDIR') {
      folder = text
      await mkdir(pathOf(folder), { recursive: true })
    } else if (name === 'COPY' && flags['from'] === undefined) {
      const words = text.split(/\s+/)
      const target = words.pop() ?? ''
      for (const source of words) {
        const isFolder = target.endsWith('/')
        const to = isFolder ? join(pathOf(target), basename(source)) : pathOf(target)
        await mkdir(dirname(to), { recursive: true })
        await cp(join(context, source), to, { recursive: true })
      }
    } else if (name === 'RUN') {
      if (/(?:^|\s)\/\w/.test(text)) throw new Error(`RUN would reach out of its stage: ${text}`)
      await runIn(pathOf('.'), text)
    } else throw new Error(`a build stage has no ${name}`)
  }
  return { pathOf }
}

async function runIn(cwd: string, command: string): Promise<void> {
  const child = spawn('sh', ['-ec', command], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  const said: Buffer[] = []
  child.stdout.on('data', (piece: Buffer) => said.push(piece))
  child.stderr.on('data', (piece: Buffer) => said.push(piece))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`RUN ${command} exited ${code}\n${Buffer.concat(said)}`)
}
