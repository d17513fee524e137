import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { withContainer, workload } from './manifests.ts'

const rule = 'log-file'

describe('the rule log-file', () => {
  it.each([
    ['args:\n- --log-file=/var/log/app.log', '--log-file', '- --log-file=/var/log/app.log'],
    ['args:\n- --logfile\n- /var/log/app.log', '--logfile', '- /var/log/app.log'],
    ['command:\n- app\n- -log_dir=/var/log/app.log', '-log_dir', '- -log_dir=/var/log/app.log'],
    ['env:\n- name: APP_LOG_FILE\n  value: /var/log/app.log', 'APP_LOG_FILE', 'value: /var/log/app.log'],
    ['env:\n- name: LOG_PATH\n  value: /var/log/app.log', 'LOG_PATH', 'value: /var/log/app.log'],
  ])('finds %j', (fields, name, line) => {
    expect(foundIn(rule, withContainer(fields))).toEqual([
      [`container app: ${name} sends logs to /var/log/app.log`, line],
    ])
  })

  it.each([
    'args: [--log-file=/dev/stdout]',
    'args: [--log-file=/proc/1/fd/1]',
    'args: [--log-file=-]',
    'args: [--log-file]',
    'args: [--log-level=/x]',
    'args: [--catalog-file=/x]',
    'args: [--audit-log-path=/var/log/audit.log]',
    'env: [{name: LOG_FILE, value: /dev/stderr}]',
    'env: [{name: LOG_FILE, value: ""}]',
    'env: [{name: CATALOG_FILE, value: /a}]',
    'env: [{name: BLOG_PATH, value: /a}]',
  ])('passes %s', (fields) => {
    expect(foundIn(rule, withContainer(fields))).toEqual([])
  })

  const pod = (volume: string, streamer: string) =>
    workload(
      `containers:\n- {name: app, args: [--log-file=/logs/a], volumeMounts: [{name: logs, mountPath: /logs}]}\n- {name: tail, volumeMounts: ${streamer}}\nvolumes: [{name: logs, ${volume}}]`,
    )

  it('passes a file that another container streams, or that outlives the container', () => {
    expect(foundIn(rule, pod('emptyDir: {}', '[{name: logs, mountPath: /l}]'))).toEqual([])
    expect(foundIn(rule, pod('persistentVolumeClaim: {claimName: c}', '[]'))).toEqual([])
    expect(foundIn(rule, pod('emptyDir: {}', '[]'))).toHaveLength(1)
  })
})
