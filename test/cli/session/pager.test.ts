import { expect, test } from 'vitest'
import { showPaged } from '../../../src/cli/session/pager.ts'
import type { Session } from '../../../src/cli/session/session.ts'
import type { ProgramEnd } from '../../../src/workflow/run/world.ts'
import { penOf, Terminal } from '../../support/output/terminal-screen.ts'
import { worldIn } from '../../support/world.ts'

interface Given {
  readonly environment?: Record<string, string>
  readonly lines?: readonly string[]
  readonly end?: ProgramEnd
  readonly wanted?: boolean
  readonly stdin?: 'terminal' | 'file'
}

const ten = Array.from({ length: 10 }, (_, index) => `line ${index}`)

/** Shows lines on a terminal of 20 columns and 10 rows; the pager's command line and text where one was run. */
async function show({ environment = {}, lines = ten, end, wanted = true, stdin = 'terminal' }: Given) {
  const [out, err] = [new Terminal(20, 10), new Terminal(100, 10)]
  const paged: string[] = []
  const session: Session = {
    screen: { out: penOf(out), err: penOf(err, { NO_COLOR: '1' }) },
    world: {
      ...worldIn('/'),
      environment,
      ask: stdin === 'file' ? undefined : async () => 'no',
      page: async (argv, text) => {
        paged.push(argv.join(' '), text)
        return end ?? { exitCode: 0 }
      },
    },
    onWarning: () => {},
  }
  await showPaged(session, wanted, (pen) => {
    for (const line of lines) pen.line(line)
  })
  return { paged, out: out.screen().filter((line) => line !== ''), err: err.screen().join('') }
}

test('a text with more lines than the terminal goes through less, one that fits does not', async () => {
  expect(await show({})).toEqual({ paged: ['less -FRX', `${ten.join('\n')}\n`], out: [], err: '' })
  expect((await show({ lines: ten.slice(1) })).paged).toEqual([])
  expect((await show({ lines: ten.slice(2) })).out).toEqual(ten.slice(2))
})

test('a line that the terminal wraps counts as several', async () => {
  const lines = ['x'.repeat(7 * 20), 'last', 'line']

  expect((await show({ lines })).paged).toEqual([])
  expect((await show({ lines: [`${lines[0]}y`, 'last', 'line'] })).paged).toHaveLength(2)
})

test('colours pass, and what a terminal would act on does not', async () => {
  const pen = penOf(new Terminal(1, 1))
  const { paged } = await show({ lines: [...ten, pen.colour.red('red'), '\u001b]0;title\u0007'] })

  expect(paged[1]).toContain('\n\u001b[31mred\u001b[39m\n\\u001b]0;title\\u0007\n')
})

test.each([
  [{ KDEPLOY_PAGER: 'most -s', PAGER: 'more' }, 'most -s'],
  [{ PAGER: 'more "a b"' }, 'more a b'],
  [{ KDEPLOY_PAGER: '', PAGER: 'more' }, undefined],
  [{ PAGER: '' }, undefined],
  [{ PAGER: 'cat' }, undefined],
  [{ PAGER: 'cat -v' }, 'cat -v'],
  [{ CI: 'true' }, undefined],
  [{ CI: 'false' }, 'less -FRX'],
  [{ TERM: 'dumb' }, undefined],
])('with %j the pager is %j', async (environment, pager) => {
  const { paged, out } = await show({ environment })

  expect(paged[0]).toBe(pager)
  expect(out).toEqual(pager === undefined ? ten : [])
})

test('there is none where nobody wants it, or stdin is not a terminal', async () => {
  expect((await show({ wanted: false })).out).toEqual(ten)
  expect((await show({ stdin: 'file' })).out).toEqual(ten)
})

test('where it can not be started, the text is shown without; a person is told of the one that they set', async () => {
  const end = { problem: 'ENOENT' }
  const set = await show({ environment: { PAGER: 'more -x' }, end })

  expect(set.out).toEqual(ten)
  expect(set.err).toBe("warning: the pager that PAGER names can't be started: more: ENOENT")
  expect(await show({ end })).toMatchObject({ out: ten, err: '' })
})

test('how it ended otherwise does not matter', async () => {
  expect(await show({ end: { exitCode: 1 } })).toMatchObject({ out: [], err: '' })
  expect(await show({ end: { signal: 'SIGPIPE' } })).toMatchObject({ out: [], err: '' })
})
