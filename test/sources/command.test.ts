import { readdirSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { KdeployError } from '../../src/errors.ts'
import type { ResolveOptions } from '../../src/workflow/resolving/resolve-profile.ts'
import { explain, projectWith, resolveIn, variablesOf } from '../support/projects/project-folder.ts'

const noCluster: Pick<ResolveOptions, 'connect' | 'environment'> = {
  connect: async () => ({ defaultNamespace: 'ns', live: { get: async () => null, list: async () => [] } }),
  environment: { PATH: process.env['PATH'] },
}

/** A profile with a command that runs this JavaScript. */
function running(script: string, more = ''): Record<string, string> {
  const command = JSON.stringify([process.execPath, '-e', script])
  return { 'profiles/prod.yaml': `variablesFrom:\n- command: ${command}\n${more.replaceAll(/^(?=.)/gm, '  ')}` }
}

describe('a command source', () => {
  it.each([
    ['JSON', 'console.log(JSON.stringify({a: 1, t: "{" + "{ x }" + "}"}))', '', { a: 1, t: '{{ x }}' }],
    ['YAML', 'console.log("a: 0644\\nb: on")', 'format: yaml', { a: 420, b: true }],
    ['dotenv', 'console.log("A=1")', 'format: dotenv', { A: '1' }],
    ['text', 'console.log("hunter2")', 'as: password', { password: 'hunter2' }],
    ['text that only looks like JSON', 'console.log("{" + "{ x }" + "}")', 'as: t', { t: '{{ x }}' }],
    ['some keys', 'console.log(JSON.stringify({a: 1, b: 2}))', 'keys: [b]\nas: c', { c: { b: 2 } }],
  ])('gives %s', async (_, script, more, variables) => {
    expect(await variablesOf(running(script, more), noCluster)).toEqual(variables)
  })

  it('gives the bytes that it prints as base64 where its format is binary, the last newline too', async () => {
    const script = 'process.stdout.write(Buffer.from([0xfe, 0xed, 0, 0xff, 10]))'
    expect(await variablesOf(running(script, 'format: binary\nas: store'), noCluster)).toEqual({ store: '/u0A/wo=' })
  })

  it.each(['', 'format: text\n', 'format: yaml\n', 'sensitive: true\n'])(
    'that prints what isn’t UTF-8 is an error, not U+FFFD (%j)',
    async (more) => {
      const script = 'process.stdout.write(Buffer.from([0x61, 10, 0xfe, 0xed, 0]))'
      await expect(variablesOf(running(script, `${more}as: store`), noCluster)).rejects.toMatchObject({
        code: 'source-failed',
        category: 'input',
        message: expect.stringMatching(/^the output of command .* is not text: it is not UTF-8 \(byte 3 of line 2\)$/),
        place: { file: 'profiles/prod.yaml', line: 2 },
        hint: 'set `format: binary` on the source to get it as base64',
      })
    },
  )

  it('prints text to the last character, and JSON with or without a byte order mark', async () => {
    const text = '\ufeffa\r\nb\u0085\u2028\u0000é e\u0301 \u202e😀\r\n'
    const print = (what: string) => `process.stdout.write(${JSON.stringify(what)})`
    expect(await variablesOf(running(print(`${text}\n`), 'as: t'), noCluster)).toEqual({ t: text })
    expect(await variablesOf(running(print('\ufeff{"a": 9007199254740993}')), noCluster)).toEqual({
      a: 9007199254740993n,
    })
  })

  it('runs without a shell, in the project’s folder, with nothing to read and the environment that it is given', async () => {
    const script =
      'console.log(JSON.stringify({cwd: process.cwd(), files: require("fs").readdirSync("."), in: require("fs").readFileSync(0, "utf8"), x: process.env.X, home: process.env.HOME ?? "none", arg: process.argv[1]}))'
    const command = JSON.stringify([process.execPath, '-e', script, '$X; *'])
    const files = { 'profiles/prod.yaml': `variablesFrom:\n- command: ${command}\n` }
    const variables = await variablesOf(files, { ...noCluster, environment: { X: '1' } })
    expect(variables).toMatchObject({ files: ['profiles', 'templates'], in: '', x: '1', home: 'none', arg: '$X; *' })
  })

  it('may take its words from variables, and is sensitive where it says so', async () => {
    const files = {
      'profiles/prod.yaml':
        'variables: {w: hello}\nvariablesFrom:\n- {command: [echo, "{{ w }}"], as: said, sensitive: true}\n',
    }
    expect(await variablesOf(files, noCluster)).toMatchObject({ said: { text: 'hello' } })
    const [row] = (await explain(files, noCluster)).filter(({ name }) => name === 'said')
    expect(row).toMatchObject({
      sensitive: true,
      by: { label: 'command echo hello', place: { file: 'profiles/prod.yaml', line: 3 } },
    })
  })

  const sensitiveFile = (source: string) => ({
    'secret.yaml': 'password: hunter2\n',
    'profiles/prod.yaml': `variables: {header: "X-Token: {{ password }}"}\nvariablesFrom:\n- {file: secret.yaml, sensitive: true}\n- ${source}\n`,
  })

  it.each(['{command: [touch, ran, "{{ password }}"]}', '{command: [touch, ran, "{{ header }}"]}'])(
    'takes no secret among its words, where every user of the machine could read it (%s)',
    async (source) => {
      const project = projectWith(sensitiveFile(source))
      await expect(resolveIn(project, noCluster)).rejects.toMatchObject({
        code: 'setting-sensitive',
        category: 'input',
        message: '`command[2] of the command source` would contain a sensitive value: password of secret.yaml',
        place: { file: 'profiles/prod.yaml', line: 4 },
        hint: expect.stringContaining('from its environment'),
      })
      expect(readdirSync(project.folder)).not.toContain('ran')
    },
  )

  it.each([
    ['fails', 'console.error("token 12ab"); process.exit(3)', '', 'failed with exit code 3'],
    ['hangs', 'console.error("token 12ab"); setInterval(() => {}, 1000)', 'timeout: 1s', 'took longer than 1 s'],
  ])(
    'that is sensitive and %s shows nothing of what it printed, and says how to see it',
    async (_, script, more, how) => {
      const files = running(script, `as: x\nsensitive: true\n${more}`)
      await expect(variablesOf(files, noCluster)).rejects.toSatisfy((error: KdeployError) => {
        expect(error.message).toContain(how)
        expect(error.detail).toBe('its output is not shown because it may contain a secret')
        expect(error.hint).toBe(`to see it, run in the project's folder: ${process.execPath} -e '${script}'`)
        return true
      })
    },
  )

  it('that is sensitive and prints nothing hides nothing', async () => {
    await expect(variablesOf(running('process.exit(1)', 'as: x\nsensitive: true'), noCluster)).rejects.toMatchObject({
      detail: undefined,
      hint: undefined,
    })
  })

  it.each([
    ['fails', 'console.error("no such path"); process.exit(3)', '', 'failed with exit code 3', 'no such path'],
    ['kills itself', 'process.kill(process.pid, "SIGTERM")', '', 'was killed by SIGTERM', undefined],
    ['hangs', 'setInterval(() => {}, 1000)', 'timeout: 300ms', 'took longer than 0.3 s and was stopped', undefined],
    [
      'ignores SIGTERM',
      'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)',
      'timeout: 300ms',
      'took longer than 0.3 s',
      undefined,
    ],
    [
      'leaves a child that keeps its output open',
      'require("child_process").spawn("sleep", ["5"], {stdio: "inherit", detached: true}); setTimeout(() => {}, 9000)',
      'timeout: 300ms',
      'took longer than 0.3 s',
      undefined,
    ],
    [
      'prints megabytes',
      'const x = "x".repeat(65536); const f = () => process.stdout.write(x, f); f()',
      '',
      'printed more than 1 MiB and was stopped',
      undefined,
    ],
  ])('that %s is an error with its line, in bounded time', async (_, script, more, message, detail) => {
    const started = performance.now()
    await expect(variablesOf(running(script, `as: x\n${more}`), noCluster)).rejects.toMatchObject({
      code: 'source-failed',
      category: 'input',
      message: expect.stringContaining(message),
      detail,
      place: { file: 'profiles/prod.yaml', line: 2 },
    })
    expect(performance.now() - started).toBeLessThan(4000)
  })

  it('that doesn’t exist is an error, also where it is optional', async () => {
    const files = { 'profiles/prod.yaml': 'variablesFrom:\n- {command: [no-such-program-here], optional: true}\n' }
    await expect(variablesOf(files, noCluster)).rejects.toMatchObject({
      message:
        'command no-such-program-here needs the program no-such-program-here, which is not installed or not on the PATH',
    })
  })

  it('may take longer than a timer of Node lasts', async () => {
    const files = running('setTimeout(() => console.log("{}"), 50)', 'timeout: 1000h')
    expect(await variablesOf(files, noCluster)).toEqual({})
  })

  it('is refused a word that no program can be given', async () => {
    const files = { 'profiles/prod.yaml': 'variablesFrom:\n- {command: [echo, "a\\0b"], as: x}\n' }
    await expect(variablesOf(files, noCluster)).rejects.toMatchObject({
      code: 'source-failed',
      message: "an argument of the command contains U+0000, which can't be passed to a program",
      place: { file: 'profiles/prod.yaml', line: 2 },
    })
  })

  it('that prints something else than it declares is an error', async () => {
    await expect(variablesOf(running('console.log("[1]")', 'format: json'), noCluster)).rejects.toThrow(
      'must contain a map of variables',
    )
    await expect(variablesOf(running('console.log("{a")', 'format: json'), noCluster)).rejects.toMatchObject({
      code: 'yaml-syntax',
    })
    await expect(variablesOf(running('console.log("x")'), noCluster)).rejects.toThrow(
      'returns text, not a map of variables',
    )
    await expect(variablesOf(running('', 'timeout: soon'), noCluster)).rejects.toThrow(
      'the timeout "soon" is not a duration',
    )
  })

  it.each([
    ['is interrupted', '', 'was interrupted'],
    ['takes too long', 'timeout: 2s', 'took longer than 2 s'],
  ])('leaves nothing that it started when it %s', async (_, more, message) => {
    const interruption = new AbortController()
    // Each process holds a connection for as long as it lives; that of the one that was started last interrupts.
    const open = new Set<Socket>()
    const server = createServer((socket) => {
      open.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => open.delete(socket))
      if (open.size === 2 && more === '') interruption.abort()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const stay = `process.on("SIGTERM", () => {}); process.on("SIGINT", () => {}); require("net").connect(${port}, "127.0.0.1")`
    const script = `${stay}; require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(stay)}], {stdio: "ignore"})`
    const files = running(script, `as: x\n${more}`)
    const resolving = variablesOf(files, { ...noCluster, signal: interruption.signal })
    await expect(resolving).rejects.toThrow(message)
    await expect.poll(() => open.size).toBe(0)
  })

  it('ends when it is interrupted', async () => {
    const signal = AbortSignal.timeout(200)
    await expect(variablesOf(running('setInterval(() => {}, 1000)'), { ...noCluster, signal })).rejects.toThrow(
      'was interrupted',
    )
  })

  it('isn’t run offline', async () => {
    const project = projectWith(running('require("fs").writeFileSync("ran", "")', 'example: {a: 1}'))
    expect((await resolveIn(project)).variables).toMatchObject({ a: 1 })
    expect(readdirSync(project.folder)).not.toContain('ran')
  })
})
