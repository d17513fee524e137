import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { withContainer, workload } from './manifests.ts'

const rule = 'shell-as-pid-1'
const started = (command: readonly string[]) =>
  withContainer(`command:\n${command.map((word) => `- ${JSON.stringify(word)}\n`).join('')}`)

describe('the rule shell-as-pid-1', () => {
  const dash = ', and dash, the sh of Debian and Ubuntu, then keeps SIGTERM to itself'

  it.each([
    [['sh', '-c', 'python app.py'], dash],
    [['/bin/sh', '-ec', 'python app.py'], dash],
    [['dash', '-c', 'migrate && serve'], dash],
    [['/usr/bin/env', 'sh', '-c', 'serve'], dash],
    [['sh', '-c', 'exec 2>&1; serve'], dash],
    [['sh', '-c', '# exec serve\nserve'], dash],
    [['sh', '-c', 'executor --all'], dash],
    [['sh', '-c', 'serve | tee /log'], ''],
    [['bash', '-c', 'while true; do work; done'], ''],
    [['bash', '-o', 'pipefail', '-c', 'serve | tee /log'], ''],
    [['bash', '-ec', 'if a; then\n serve\nfi\n'], ''],
    [['ash', '-c', '(cd /app; serve)'], ''],
  ])('finds %j', (words, why) => {
    const shell = words
      .find((word) => word.endsWith('sh'))
      ?.split('/')
      .at(-1)
    expect(foundIn(rule, started(words))).toEqual([
      [`container app: ${shell} runs the program without exec${why}`, `- ${JSON.stringify(words.at(-1))}`],
    ])
  })

  it('finds it where the arguments have the script', () => {
    expect(foundIn(rule, withContainer('command: [sh, -c]\nargs:\n- serve'))).toEqual([
      [`container app: sh runs the program without exec${dash}`, '- serve'],
    ])
  })

  it.each([
    [['sh', '-c', 'exec python app.py']],
    [['sh', '-c', 'migrate && exec serve']],
    [['sh', '-c', 'if [ "$A" ]; then exec a; else exec b; fi']],
    [['sh', '-c', 'trap "kill $!" TERM; serve & wait']],
    [['bash', '-c', 'python app.py 2>&1']],
    [['bash', '-c', 'serve "a; (b)"']],
    [['bash', '-c', 'migrate && serve']],
    [['bash', '-c', 'A=$(b | c) serve --d=$(e $(f))']],
    [['bash', '-ec', 'if a; then b; fi\nserve\n']],
    [['ash', '-c', 'cd /app; serve']],
    [['tini', '--', 'sh', '-c', 'serve']],
    [['dumb-init', 'sh', '-c', 'serve']],
    [['sh', '/entrypoint.sh']],
    [['sh']],
    [['python', '-c', 'serve()']],
  ])('passes %j', (words) => {
    expect(foundIn(rule, started(words))).toEqual([])
  })

  it.each([
    [
      'whose hook ends the program',
      withContainer('command: [sh, -c, serve]\nlifecycle: {preStop: {exec: {command: [nginx, -s, quit]}}}'),
    ],
    [
      'in a shared process namespace',
      workload('shareProcessNamespace: true\ncontainers: [{name: a, command: [sh, -c, serve]}]'),
    ],
    ['of an init container', workload('initContainers: [{name: i, command: [sh, -c, wait]}]\ncontainers: [{name: a}]')],
    ['that the image decides', withContainer('args: [sh, -c, serve]')],
  ])('passes a shell %s', (_, text) => {
    expect(foundIn(rule, text)).toEqual([])
  })

  it('still finds one whose hook only waits', () => {
    const text = withContainer('command: [sh, -c, serve]\nlifecycle: {preStop: {exec: {command: [sh, -c, sleep 5]}}}')
    expect(foundIn(rule, text)).toHaveLength(1)
  })

  it('passes Jobs, which end by themselves', () => {
    const text = started(['sh', '-c', 'serve']).replace('apps/v1\nkind: Deployment', 'batch/v1\nkind: Job')
    expect(foundIn(rule, text)).toEqual([])
  })

  describe('reads a script that a ConfigMap of the render mounts', () => {
    const script = (text: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: scripts}\ndata:\n  start.sh: |\n    ${text}\n`
    const pod = (command: string, mount = 'mountPath: /scripts') =>
      workload(
        `containers:\n- name: app\n  command: ${command}\n  volumeMounts:\n  - name: s\n    ${mount}\nvolumes: [{name: s, configMap: {name: scripts}}]`,
      )

    it.each(['[sh, /scripts/start.sh]', '[bash, -ec, /scripts/start.sh]'])('%s', (command) => {
      expect(foundIn(rule, pod(command), script('serve'))).toHaveLength(1)
      expect(foundIn(rule, pod(command), script('exec serve'))).toEqual([])
    })

    it('mounted as a single file', () => {
      const mount = 'mountPath: /run.sh\n    subPath: start.sh'
      expect(foundIn(rule, pod('[sh, /run.sh]', mount), script('serve'))).toHaveLength(1)
    })
  })
})
