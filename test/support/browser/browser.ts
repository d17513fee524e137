import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { openPage, type Page } from './page.ts'

/** A message of the DevTools protocol (https://chromedevtools.github.io/devtools-protocol/). */
export interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly result?: Readonly<Record<string, unknown>>
  readonly error?: { readonly message: string }
  readonly sessionId?: string
}

/** Sends a command and returns its result. */
export type Send = (
  method: string,
  params?: Readonly<Record<string, unknown>>,
  sessionId?: string,
) => Promise<Readonly<Record<string, unknown>>>

export interface Browser extends AsyncDisposable {
  /** Opens a file, or an http address, in a page of its own. */
  open(file: string): Promise<Page>
}

const flags = [
  '--headless=new',
  '--remote-debugging-pipe',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--hide-scrollbars',
  '--disable-lcd-text',
  '--force-color-profile=srgb',
]

/** Starts a Chromium without a window, spoken to through a pipe: it opens no port. It ends with the browser that is returned. */
export async function startBrowser(program: string): Promise<Browser> {
  const folder = await mkdtemp(join(tmpdir(), 'kdeploy-chromium-'))
  // Its sandbox refuses to run as root, as in a container.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const child = spawn(program, [...flags, ...sandbox, `--user-data-dir=${folder}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  })
  const ended = Promise.race([once(child, 'exit'), once(child, 'error')])
  const listeners = new Set<(message: Message) => void>()
  const send = speak(child.stdio[3] as Writable, child.stdio[4] as Readable, listeners)
  return {
    open: (file) => openPage(file, send, listeners),
    async [Symbol.asyncDispose]() {
      await Promise.race([send('Browser.close').then(() => ended), ended, after(5000)])
      if (child.exitCode === null) child.kill('SIGKILL')
      await ended
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    },
  }
}

/** Each message is JSON that ends with a zero byte. */
function speak(input: Writable, output: Readable, listeners: Set<(message: Message) => void>): Send {
  const waiting = new Map<number, PromiseWithResolvers<Readonly<Record<string, unknown>>>>()
  let number = 0
  let rest = ''
  output.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\0')
    rest = parts.pop() ?? ''
    for (const part of parts) receive(JSON.parse(part) as Message)
  })
  output.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('Chromium ended'))
  })
  input.on('error', () => {})
  function receive(message: Message): void {
    const { id, result, error } = message
    if (id === undefined) {
      for (const listener of listeners) listener(message)
      return
    }
    const asked = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) asked?.resolve(result ?? {})
    else asked?.reject(new Error(error.message))
  }
  return (method, params = {}, sessionId) => {
    const answer = withResolvers<Readonly<Record<string, unknown>>>()
    waiting.set(++number, answer)
    input.write(`${JSON.stringify({ id: number, method, params, sessionId })}\0`)
    return answer.promise
  }
}

interface PromiseWithResolvers<Value> {
  readonly promise: Promise<Value>
  readonly resolve: (value: Value) => void
  readonly reject: (error: Error) => void
}

function withResolvers<Value>(): PromiseWithResolvers<Value> {
  let settle: Omit<PromiseWithResolvers<Value>, 'promise'> | undefined
  const promise = new Promise<Value>((resolve, reject) => {
    settle = { resolve, reject }
  })
  if (settle === undefined) throw new Error('a promise runs its executor at once')
  return { promise, ...settle }
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref())
}
