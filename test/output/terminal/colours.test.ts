import { describe, expect, test } from 'vitest'
import { createScreen, loadColours } from '../../../src/output/terminal/screen.ts'

/** Whether a stream gets colours. */
async function isColoured(isTTY: boolean, environment: Readonly<Record<string, string>>): Promise<boolean> {
  let written = ''
  const stream = {
    isTTY,
    columns: 80,
    rows: 24,
    write: (text: string) => {
      written += text
    },
  }
  const streams = { stdout: stream, stderr: stream }
  const { out } = createScreen(streams, environment, (text) => text, await loadColours(streams, environment))
  out.line(out.colour.red('x'))
  return written.includes('\u001b[31m')
}

describe('colours', () => {
  test.each<[Record<string, string>, 'terminal' | 'pipe', boolean]>([
    [{}, 'terminal', true],
    [{}, 'pipe', false],
    [{ TERM: 'xterm' }, 'terminal', true],
    [{ TERM: 'dumb' }, 'terminal', false],
    [{ NO_COLOR: '1' }, 'terminal', false],
    [{ NO_COLOR: 'false' }, 'terminal', false],
    [{ NO_COLOR: '' }, 'terminal', true],
    [{ CI: 'true' }, 'terminal', true],
    [{ CI: 'true' }, 'pipe', false],
    [{ CI: 'true', GITHUB_ACTIONS: 'true' }, 'pipe', false],
    [{ CI: 'true', FORCE_COLOR: '1' }, 'pipe', true],
    [{ FORCE_COLOR: '' }, 'pipe', true],
    [{ FORCE_COLOR: '3', NO_COLOR: '1', TERM: 'dumb' }, 'pipe', true],
    [{ FORCE_COLOR: '0' }, 'terminal', false],
    [{ FORCE_COLOR: 'false', CLICOLOR_FORCE: '1' }, 'terminal', false],
    [{ CLICOLOR_FORCE: '1' }, 'pipe', true],
    [{ CLICOLOR_FORCE: '1', NO_COLOR: '1' }, 'pipe', false],
    [{ CLICOLOR_FORCE: '0' }, 'pipe', false],
    [{ CLICOLOR: '0' }, 'terminal', false],
    [{ CLICOLOR: '1' }, 'pipe', false],
  ])('with %j on a %s: %s', async (environment, stream, expected) => {
    expect(await isColoured(stream === 'terminal', environment)).toBe(expected)
  })
})
