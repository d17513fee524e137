import { pathToFileURL } from 'node:url'
import type { Message, Send } from './browser.ts'

/** A page under test, used as a person uses it. */
export interface Page {
  /** Addresses that the page asked for, but for its own. */
  readonly requests: readonly string[]
  /** Errors of scripts, and what the page's policy refused. */
  readonly problems: readonly string[]
  /** The value of an expression of JavaScript, as JSON. */
  evaluate(expression: string): Promise<unknown>
  /** Presses keys one after the other: `j`, `Enter`, `ArrowDown`. */
  press(...keys: readonly string[]): Promise<void>
  /** Types into what has the focus. */
  type(text: string): Promise<void>
  /** Clicks on the middle of the first element that a selector finds. */
  click(selector: string): Promise<void>
  /** In CSS pixels; `scheme`: what the person prefers. */
  look(view: { readonly width: number; readonly height: number; readonly scheme: 'light' | 'dark' }): Promise<void>
  scripts(allowed: boolean): Promise<void>
  reload(): Promise<void>
  /** Opens another address in it. */
  goTo(address: string): Promise<void>
  /** As PNG. */
  picture(): Promise<Buffer>
  /** As PDF. */
  print(): Promise<Buffer>
}

/** Keys without a character: their code, and the number by which Chromium knows them. */
const named: Readonly<Record<string, { readonly code: number; readonly text?: string; readonly key?: string }>> = {
  Enter: { code: 13, text: '\r' },
  Space: { code: 32, text: ' ', key: ' ' },
  Tab: { code: 9 },
  Escape: { code: 27 },
  ArrowLeft: { code: 37 },
  ArrowUp: { code: 38 },
  ArrowRight: { code: 39 },
  ArrowDown: { code: 40 },
}

export async function openPage(file: string, sendTo: Send, listeners: Set<(message: Message) => void>): Promise<Page> {
  const { targetId } = await sendTo('Target.createTarget', { url: 'about:blank' })
  const { sessionId } = await sendTo('Target.attachToTarget', { targetId, flatten: true })
  const send: Send = (method, params) => sendTo(method, params, String(sessionId))
  const url = /^https?:/.test(file) ? file : pathToFileURL(file).href
  const requests: string[] = []
  const problems: string[] = []
  let loaded = () => {}
  listeners.add(({ sessionId: from, method, params = {} }) => {
    if (from !== sessionId) return
    if (method === 'Page.loadEventFired') loaded()
    if (method === 'Runtime.exceptionThrown' || method === 'Log.entryAdded') problems.push(JSON.stringify(params))
    const { request } = params as { readonly request?: { readonly url: string } }
    if (method === 'Network.requestWillBeSent' && request !== undefined && request.url !== url)
      requests.push(request.url)
  })
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await send(`${domain}.enable`)
  const load = async (method: string, params: Readonly<Record<string, unknown>>): Promise<void> => {
    const done = new Promise<void>((resolve) => {
      loaded = resolve
    })
    await send(method, params)
    await done
  }
  await load('Page.navigate', { url })
  const evaluate = async (expression: string): Promise<unknown> => {
    const { result, exceptionDetails } = (await send('Runtime.evaluate', {
      expression,
      returnByValue: true,
      awaitPromise: true,
    })) as {
      readonly result: { readonly value?: unknown }
      readonly exceptionDetails?: unknown
    }
    if (exceptionDetails !== undefined) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`)
    return result.value
  }
  const key = async (name: string): Promise<void> => {
    const {
      code,
      text = [...name].length === 1 ? name : undefined,
      key: its = name,
    } = named[name] ?? { code: name.toUpperCase().charCodeAt(0) }
    const event = { key: its, windowsVirtualKeyCode: code, ...(text === undefined ? {} : { text }) }
    await send('Input.dispatchKeyEvent', { type: text === undefined ? 'rawKeyDown' : 'keyDown', ...event })
    await send('Input.dispatchKeyEvent', { type: 'keyUp', ...event })
  }
  return {
    requests,
    problems,
    evaluate,
    async press(...keys) {
      for (const one of keys) await key(one)
    },
    async type(text) {
      await send('Input.insertText', { text })
    },
    async click(selector) {
      const point = await evaluate(`(() => {
        const element = document.querySelector(${JSON.stringify(selector)})
        element.scrollIntoView({ block: 'center' })
        const { x, y, width, height } = element.getBoundingClientRect()
        return { x: x + width / 2, y: y + height / 2 }
      })()`)
      for (const type of ['mousePressed', 'mouseReleased'])
        await send('Input.dispatchMouseEvent', { type, button: 'left', clickCount: 1, ...(point as object) })
    },
    async look({ width, height, scheme }) {
      await send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false })
      await send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] })
    },
    async scripts(allowed) {
      await send('Emulation.setScriptExecutionDisabled', { value: !allowed })
    },
    reload: () => load('Page.reload', {}),
    goTo: (address) => load('Page.navigate', { url: address }),
    async picture() {
      const { data } = await send('Page.captureScreenshot', { format: 'png' })
      return Buffer.from(String(data), 'base64')
    },
    async print() {
      const { data } = await send('Page.printToPDF', { printBackground: true })
      return Buffer.from(String(data), 'base64')
    },
  }
}
